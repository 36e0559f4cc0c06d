// Registers and shuts down, again and again, as tests and serverless functions do.
import { counter, defineCatalog, histogram, oneOf } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import { mutation, op, tracedFunctions } from '@portcall/trace';
import { measured } from './measured.mjs';

const runs = Number(process.argv[2]);
const meter = measured(runs);
const catalog = defineCatalog({
  scope: 'soak',
  metrics: {
    jobs: counter({ name: 'jobs', description: 'Jobs.', attributes: { ok: oneOf('yes', 'no') } }),
    wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.', boundaries: [1, 2] }),
  },
});
const { work } = tracedFunctions({ work: mutation(async () => op('insert', 'job', async () => [1])) });
const listeners = () => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);

let before;
for (let run = 0; run < runs; run += 1) {
  const telemetry = registerInstrumentation({
    serviceName: 'soak',
    exporters: ['otlp', 'prometheus'],
    functions: { metrics: true },
  });
  await telemetry.ready;
  const { jobs, wait } = telemetry.bind(catalog);
  telemetry.observers.subscribe(['call', 'problem'], () => {});
  for (let call = 0; call < 5; call += 1) await work();
  jobs.add(1, { ok: 'yes' });
  wait.record(0.5);
  await telemetry.shutdown();
  before ??= listeners();
  if (listeners() > before) throw new Error(`run ${run} left ${listeners() - before} listeners on the process`);
  meter.tick();
}

// Observers that come and go beside twenty thousand that stay.
import { registerInstrumentation } from '@portcall/node';
import { query, tracedFunctions } from '@portcall/trace';
import { measured } from './measured.mjs';

const runs = Number(process.argv[2]);
const meter = measured(runs);
const telemetry = registerInstrumentation({ serviceName: 'soak', exporters: ['otlp'] });
const { look } = tracedFunctions({ look: query(() => 1) });

const staying = Array.from({ length: Math.min(20_000, runs) }, () =>
  telemetry.observers.add(['exporter'], { capacity: 1 }),
);
for (let run = 0; run < runs; run += 1) {
  const passing = telemetry.observers.add(['call', 'problem'], { capacity: 4 });
  const stop = telemetry.onTrace(() => {});
  if (run % 10 === 0) look();
  stop();
  if (run % 2 === 0) passing.receiver.close();
  telemetry.observers.remove(passing.id);
  if (run % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  meter.tick();
}
if (telemetry.observers.length !== staying.length) throw new Error(`${telemetry.observers.length} observers are left`);
await telemetry.shutdown();

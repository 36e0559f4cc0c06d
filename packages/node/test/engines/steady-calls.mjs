// Runs as many traced calls as it is told, over some eight seconds, each counted by the metrics of calls and by a counter
// of its own. What is not delivered by then is delivered at its natural end.
import { setTimeout as sleep } from 'node:timers/promises';
import { counter, defineCatalog, oneOf } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import { op, query, tracedFunctions } from '@portcall/trace';

const CALLS = Number(process.argv[2]);
const TURNS = 800;

const catalog = defineCatalog({
  scope: 'steady',
  metrics: {
    calls: counter({ name: 'calls', description: 'Calls made.', attributes: { parity: oneOf('odd', 'even') } }),
  },
});
const telemetry = registerInstrumentation({
  serviceName: 'steady calls',
  exporters: ['otlp'],
  functions: { metrics: true },
});
const { calls } = telemetry.bind(catalog);
const { look } = tracedFunctions({ look: query((id) => op('get', 'lot', async () => [{ id }])) });

for (let call = 0; call < CALLS; call += 1) {
  await look(call);
  calls.add(1, { parity: call % 2 === 0 ? 'even' : 'odd' });
  if (call % (CALLS / TURNS) === 0) await sleep(10);
}
console.log('called');

// Makes as many traced calls as it is told, of which some fail and some are slow, and says which of their traces a sampler by error
// and latency keeps, and what became of everything. Told to halt, it says so once what it did is on disk, and waits for its end.
import { setTimeout as sleep } from 'node:timers/promises';
import { otlp } from '@portcall/exporters';
import { counter, defineCatalog, oneOf } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import { query, tracedFunctions } from '@portcall/trace';

const { FLEET_CALLS, FLEET_SPOOL, FLEET_SLOWER_THAN_MS } = process.env;
const CALLS = Number(FLEET_CALLS);
const HALTS = process.argv[2] === 'halt';
const TURNS = 400;
const SLOW = 10;

const catalog = defineCatalog({
  scope: 'fleet',
  metrics: {
    calls: counter({ name: 'calls', description: 'Calls made.', attributes: { parity: oneOf('odd', 'even') } }),
  },
});
const telemetry = registerInstrumentation({
  serviceName: 'fleet',
  exporters: [otlp({ spool: { dir: FLEET_SPOOL } })],
  functions: { metrics: true },
});
const { calls } = telemetry.bind(catalog);

const kept = [];
telemetry.onTrace(({ traceId, outcome, durationMs }) => {
  if (outcome.status !== 'ok' || Math.floor(durationMs) > Number(FLEET_SLOWER_THAN_MS)) kept.push(traceId);
});

const { look, wait } = tracedFunctions({
  look: query(async (call) => {
    if (call % 1_000 === 7) throw new Error('not found');
    return call;
  }),
  wait: query(() => sleep(2 * Number(FLEET_SLOWER_THAN_MS))),
});

const slow = Array.from({ length: SLOW }, () => wait());
for (let call = 0; call < CALLS; call += 1) {
  await look(call).catch(() => {});
  calls.add(1, { parity: call % 2 === 0 ? 'even' : 'odd' });
  if (call % (CALLS / TURNS) === 0) await sleep(HALTS ? 10 : 60);
}
await Promise.all(slow);
if (HALTS) {
  await sleep(3_000);
  console.log(JSON.stringify({ halted: kept }));
  await sleep(120_000);
}
while (telemetry.ledger.some(({ pending }) => pending > 0)) await telemetry.forceFlush();
await telemetry.shutdown();
console.log(JSON.stringify({ kept, ledger: telemetry.ledger }));

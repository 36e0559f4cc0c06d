// Counts so many times as deltas, three quarters of them at once and the rest when it is told (SIGUSR2), and says what became of
// them. Told to halt, it says so once what it did is on disk, and waits for its end.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { otlp } from '@portcall/exporters';
import { counter, defineCatalog, histogram, oneOf } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';

const { DELTA_COUNT, DELTA_SPOOL } = process.env;
const COUNT = Number(DELTA_COUNT);
const FIRST = (COUNT * 3) / 4;
const [mode] = process.argv.slice(2);

const catalog = defineCatalog({
  scope: 'delta',
  metrics: {
    calls: counter({ name: 'calls', description: 'Calls made.', attributes: { parity: oneOf('odd', 'even') } }),
    size: histogram({ name: 'size_bytes', unit: 'By', description: 'Sizes.', boundaries: [10, 100] }),
  },
});
const telemetry = registerInstrumentation({ serviceName: 'delta', exporters: [otlp({ spool: { dir: DELTA_SPOOL } })] });
const { calls, size } = telemetry.bind(catalog);

async function count(from, to) {
  for (let call = from; call < to; call += 1) {
    calls.add(1, { parity: call % 2 === 0 ? 'even' : 'odd' });
    size.record(call % 200);
    if (call % 50 === 0) await sleep(20);
  }
}

await count(0, FIRST);
if (mode === 'wait') {
  const told = once(process, 'SIGUSR2');
  console.log('waiting');
  // The signal alone does not keep it running.
  const running = setInterval(() => {}, 1_000);
  await told;
  clearInterval(running);
}
if (mode === 'halt') {
  await sleep(3_000);
  console.log('halted');
  await sleep(120_000);
}
await count(FIRST, COUNT);
while (telemetry.ledger.some(({ pending }) => pending > 0)) await telemetry.forceFlush();
await telemetry.shutdown();
console.log(JSON.stringify({ ledger: telemetry.ledger }));

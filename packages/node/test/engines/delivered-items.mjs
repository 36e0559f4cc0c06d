// Ends as many spans as it is told, each with a name of its own, counts them by parity, and says what became of them all. Where
// it is told to wait for a receiver that refuses, it says so when that has refused, and goes on until it takes something.
import { setTimeout as sleep } from 'node:timers/promises';
import { counter, defineCatalog, histogram, oneOf } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';

const ITEMS = Number(process.argv[2]);
const IS_REFUSED = process.argv[3] === 'refused';
/** Told to deliver every turn at once, to one that takes few requests at a time. */
const IS_HURRIED = process.argv[3] === 'hurried';
const TURNS = IS_HURRIED ? 25 : 10;

const catalog = defineCatalog({
  scope: 'delivered',
  metrics: {
    items: counter({ name: 'items', description: 'Spans ended.', attributes: { parity: oneOf('odd', 'even') } }),
    size: histogram({ name: 'size_bytes', unit: 'By', description: 'Numbers of spans.', boundaries: [9, 99] }),
  },
});
const telemetry = registerInstrumentation();
const { items, size } = telemetry.bind(catalog);

/** One turn's share of them. */
function record(turn) {
  for (let item = (turn * ITEMS) / TURNS; item < ((turn + 1) * ITEMS) / TURNS; item += 1) {
    telemetry.tracer.startSpan(`item ${item}`).end();
    items.add(1, { parity: item % 2 === 0 ? 'even' : 'odd' });
    size.record(item);
  }
}

const isEverywhere = (of) => telemetry.ledger.length === 2 && telemetry.ledger.every(of);
const until = async (of) => {
  while (!isEverywhere(of)) await sleep(20);
};

for (let turn = 0; turn < TURNS; turn += 1) {
  record(turn);
  await sleep(IS_REFUSED ? 200 : 0);
  if (IS_HURRIED) await telemetry.forceFlush({ timeoutMillis: 50 });
}
if (IS_HURRIED) while (!isEverywhere(({ pending }) => pending === 0)) await telemetry.forceFlush();
if (IS_REFUSED) {
  await until(({ requests }) => requests >= 3);
  console.log(JSON.stringify({ refused: telemetry.health(), ledger: telemetry.ledger }));
  await until(({ delivered }) => delivered > 0);
}
await telemetry.shutdown();
console.log(JSON.stringify({ ended: telemetry.ledger }));

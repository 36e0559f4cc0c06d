// Measures what a sampled call costs this process in CPU until its span is delivered to a receiver in another process. `node
// measure-delivery.mjs PEER TASK` prints a line of JSON.
import { setTimeout as pause } from 'node:timers/promises';
import { forgetReceived, received } from '../harness/receiving.mjs';
import { TRACED_PEERS } from './peers.mjs';
import { TRACED_TASKS } from './tasks.mjs';

// As many as a batch has by default, and after each so much time that it is sent before the next ones come: nothing may be
// dropped because a queue is full, and waiting costs no CPU.
const BATCH = 512;
const PAUSE_MS = 15;
const WARM_UP = 20 * BATCH;
// After the first flush V8 compiles anew, on threads of its own, what reads async context. A process does that once, and here
// it would be a third of what is measured: peers are warm once several deliveries are over.
const WARM_UPS = 3;
const CALLS = 30 * BATCH;

const [peer, taskName] = process.argv.slice(2);
const { call, flush } = await TRACED_PEERS[peer].open(TRACED_TASKS[taskName]);
const bids = Array.from({ length: 64 }, (_, index) => ({ lot: `lot-${index}`, amount: index }));

for (let warm = 0; warm < WARM_UPS; warm += 1) {
  await deliver(WARM_UP);
  await received();
  await forgetReceived();
}
const before = process.cpuUsage();
await deliver(CALLS);
const { user, system } = process.cpuUsage(before);
const { items, bytes } = (await received()).traces;
if (items !== CALLS) throw new Error(`${peer} delivered ${items} of ${CALLS} spans of ${taskName}`);
console.log(JSON.stringify({ cpuMicros: (user + system) / CALLS, bytes: bytes / CALLS }));
process.exit();

async function deliver(count) {
  for (let done = 0; done < count; done += 1) {
    await call(bids[done & 63]);
    if (done % BATCH === BATCH - 1) await pause(PAUSE_MS);
  }
  await flush();
}

// A spool that is written, read and emptied for a long time, and closed and adopted now and then. After each twentieth of
// the way it prints what is held on to.
import { readdirSync } from 'node:fs';
import { fileSpool } from '@portcall/outbox';

const [dir, runs] = [process.argv[2], Number(process.argv[3])];
const WINDOWS = 20;
const WAITING = 200;
const open = () => fileSpool({ dir, name: 'traces' });
const bytes = Buffer.alloc(20_000, '.');
const windows = [];
let spool = open();
let waiting = [];
let next = 0;

for (let run = 1; run <= runs; run += 1) {
  const size = run % 100 === 0 ? bytes.length : 100 + ((run * 7_919) % 2_000);
  bytes.writeUInt32LE(next);
  next += 1;
  waiting.push(spool.append({ bytes: bytes.subarray(0, size), items: 1 }));
  if (waiting.length > WAITING) {
    const oldest = waiting.shift();
    const number = Buffer.from(spool.read(oldest).bytes).readUInt32LE();
    if (number !== next - WAITING - 1) throw new Error(`${number} instead of ${next - WAITING - 1}`);
    spool.remove(oldest);
  }
  if (run % 5_000 === 0) {
    spool.close();
    spool = open();
    waiting = [...spool.adopt()];
    if (waiting.length !== Math.min(run, WAITING)) throw new Error(`${waiting.length} adopted after ${run}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (run % Math.floor(runs / WINDOWS) === 0) windows.push(held());
}
for (const one of waiting) spool.remove(one);
spool.close();
console.log(JSON.stringify({ windows, left: readdirSync(dir, { recursive: true }) }));

function held() {
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  const files = readdirSync(dir, { recursive: true }).length;
  return { bytes: heapUsed + external, rss, files, descriptors: readdirSync('/proc/self/fd').length };
}

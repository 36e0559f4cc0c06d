// Appends and removes until it is killed, and says on stdout what is certain: `+3` was appended, `-3` is about to be
// removed, `=3` was removed.
import { writeSync } from 'node:fs';
import { fileSpool } from '@portcall/outbox';

const [dir, largest] = process.argv.slice(2);
const spool = fileSpool({ dir, name: 'traces' });
const waiting = [];
for (let id = 0; ; id += 1) {
  const bytes = Buffer.from(`${id} `.padEnd(10 + Math.floor(Math.random() * Number(largest)), '.'));
  waiting.push({ id, kept: spool.append({ bytes, items: 1 }) });
  writeSync(1, `+${id}\n`);
  if (Math.random() < 0.4) {
    const [{ id: gone, kept }] = waiting.splice(Math.floor(Math.random() * waiting.length), 1);
    writeSync(1, `-${gone}\n`);
    spool.remove(kept);
    writeSync(1, `=${gone}\n`);
  }
}

// Adopts, from a moment on, all that it can get, and prints it. It holds all of it until it is killed.
import { writeSync } from 'node:fs';
import { fileSpool } from '@portcall/outbox';

const [dir, moment] = process.argv.slice(2);
const spool = fileSpool({ dir, name: 'traces' });
while (Date.now() < Number(moment));
const texts = [];
for (let turn = 0; turn < 20; turn += 1) {
  for (const kept of spool.adopt()) texts.push(Buffer.from(spool.read(kept).bytes).toString());
}
writeSync(1, `adopted ${JSON.stringify(texts)}\n`);
setInterval(() => {}, 1_000);

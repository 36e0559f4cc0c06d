// Adopts, appends and removes until it is killed, and says on stdout what is certain: `*a.3` was adopted, `+a.3` was appended,
// `-a.3` is about to be removed, `=a.3` was removed.
import { writeSync } from 'node:fs';
import { fileSpool } from '@portcall/outbox';

const [dir, writer, largest] = process.argv.slice(2);
const spool = fileSpool({ dir, name: 'traces' });
const waiting = [];
const say = (sign, text) => writeSync(1, `${sign}${text}\n`);
const textOf = (kept) => Buffer.from(spool.read(kept).bytes).toString().split(' ')[0];

for (let id = 0; ; id += 1) {
  for (const kept of id % 10 === 0 ? spool.adopt() : []) {
    waiting.push({ text: textOf(kept), kept });
    say('*', textOf(kept));
  }
  const text = `${writer}.${id}`;
  const bytes = Buffer.from(`${text} `.padEnd(20 + Math.floor(Math.random() * Number(largest)), '.'));
  waiting.push({ text, kept: spool.append({ bytes, items: 1 }) });
  say('+', text);
  if (Math.random() < 0.5) {
    const [gone] = waiting.splice(Math.floor(Math.random() * waiting.length), 1);
    say('-', gone.text);
    spool.remove(gone.kept);
    say('=', gone.text);
  }
}

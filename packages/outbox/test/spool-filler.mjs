// Appends 10,000 bytes at a time until no more are kept, and says how often that was and what was reported.
import { onProblem } from '@portcall/core';
import { fileSpool } from '@portcall/outbox';

const told = [];
onProblem(({ key, about, message, cause }) => told.push({ key, about, message, cause }));
const spool = fileSpool({ dir: process.argv[2], name: 'traces' });
const adopted = spool.adopt().length;
let appended = 0;
for (let refused = 0; refused < 3; ) {
  if (spool.append({ bytes: Buffer.alloc(10_000, 'x'), items: 1 }) === undefined) refused += 1;
  else appended += 1;
}
console.log(JSON.stringify({ adopted, appended, told }));

// Delivers what it has on disk while no file of its own may be written to past its first bytes; says what its account counts then.
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Account, Endpoint, fileSpool, Outbox } from '@portcall/outbox';

const [, , dir] = process.argv;
const account = new Account('otlp', 'spans');
let answered;
const outbox = new Outbox({
  sender: { send: () => new Promise((resolve) => (answered = resolve)), close() {} },
  endpoint: new Endpoint(),
  account,
  listener: { failing() {}, working() {}, dropped() {}, rejected() {} },
  halve: () => undefined,
  ordered: true,
  requestTimeoutMillis: 10_000,
  spool: fileSpool({ dir, name: 'traces' }),
});
for (const text of ['a', 'b', 'c']) {
  account.record(2);
  outbox.put({ bytes: Buffer.from(text.repeat(1_000)), items: 2 });
}
while (!areOnDisk()) await new Promise((resolve) => setTimeout(resolve, 50));
execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=512:unlimited']);
const delivered = { kind: 'delivered', rejected: 0, message: '' };
answered(delivered);
await new Promise((resolve) => setImmediate(resolve));
answered(delivered);
await new Promise((resolve) => setImmediate(resolve));
console.log(JSON.stringify(account.balance));
process.kill(process.pid, 'SIGKILL');

function areOnDisk() {
  const files = readdirSync(dir, { recursive: true }).filter((name) => name.endsWith('.spool'));
  return files.some((name) => statSync(join(dir, name)).size > 3_000);
}

// Measures how many requests the storefront answers while one of the peers looks on, from another process. `node measure.mjs PEER TASK`
// prints a line of JSON. BENCH_SHOP names what it needs: where PostgreSQL and Redis are, and where the packed packages are installed.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { Redis } from 'ioredis';
import pg from 'pg';
import { RECEIVER } from '../harness/receiving.mjs';
import { ONLOOKERS } from './peers.mjs';

const CONNECTIONS = 16;
const WARM_UP_SECONDS = 4;
const SECONDS = 8;
/** Of the kernel: clock ticks in a second. */
const TICKS = 100;

const REQUESTS = [
  { method: 'GET', path: '/products' },
  { method: 'GET', path: '/products/1' },
  { method: 'GET', path: '/products/2/description' },
  {
    method: 'POST',
    path: '/orders',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ productId: 1, quantity: 1 }),
  },
];

const [, , peer, task] = process.argv;
const { databaseUrl, redisUrl, ours } = JSON.parse(process.env.BENCH_SHOP);
await startAnew();

const { nodeArgs, env } = ONLOOKERS[peer]({ ours, receiver: RECEIVER, isSampled: task === 'sampled' });
const program = fileURLToPath(new URL('../storefront/main.mjs', import.meta.url));
const shop = spawn(process.execPath, [...nodeArgs, program], {
  env: { ...process.env, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, PORT: '0', ...env },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const url = await addressOf(shop);
await load(WARM_UP_SECONDS);
const before = cpuSeconds(shop.pid);
const { requests, errors, non2xx, latency, duration } = await load(SECONDS);
const cpu = cpuSeconds(shop.pid) - before;
if (errors + non2xx > 0) throw new Error(`${errors} requests failed, and ${non2xx} were answered with a failure`);
console.log(
  JSON.stringify({
    perSecond: requests.total / duration,
    cpuMicros: (cpu * 1e6) / requests.total,
    p99Ms: latency.p99,
  }),
);
shop.kill('SIGKILL');
process.exit();

/** Nothing of a run before is left: rows and jobs would make each next one slower. */
async function startAnew() {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('drop table if exists orders, products');
  await client.end();
  const redis = new Redis(redisUrl);
  await redis.flushall();
  redis.disconnect();
}

function addressOf(child) {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the shop ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, found] = /listening on (\S+)/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
}

function load(seconds) {
  return autocannon({ url, connections: CONNECTIONS, duration: seconds, requests: REQUESTS });
}

/** Of all its threads. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

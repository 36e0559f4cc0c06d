import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { failOnProblems } from '@portcall/conformance';
import { type DatabaseServer, describeWith, startMariaDb, startRedis } from '@portcall/real-parts';
import { type RunningTracing, startTracing, traced } from '@portcall/trace';
import { Redis } from 'ioredis';
import { createPool } from 'mysql2';
import { createClient } from 'redis';
import { listenToChannels } from './listening.js';

const OPERATIONS = 100_000;
const PER_CALL = 1_000;
/** Twenty bytes for each operation of the second half. */
const MOST_GROWTH = 1_000_000;

type Ask = (done: () => void) => void;

async function heapUsed(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round += 1) {
    await sleep(10);
    gc();
  }
  return process.memoryUsage().heapUsed;
}

/** Asks so often within calls, a hundred at a time, and gives what the heap has grown by in the second half. */
async function growthOf(ask: Ask): Promise<number> {
  const call = traced('call', { type: 'action' }, async () => {
    for (let asked = 0; asked < PER_CALL; asked += 100)
      await Promise.all(Array.from({ length: 100 }, () => new Promise<void>((resolve) => ask(resolve))));
  });
  const rounds = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round += 1) await call();
  };
  await rounds(OPERATIONS / PER_CALL / 2);
  const before = await heapUsed();
  await rounds(OPERATIONS / PER_CALL / 2);
  return (await heapUsed()) - before;
}

describe('100,000 operations', () => {
  failOnProblems();
  listenToChannels();
  let tracing: RunningTracing;
  let operations = 0;
  beforeAll(() => {
    tracing = startTracing({ listeners: [({ opSummary }) => (operations += opSummary.count)] });
  });
  afterAll(() => tracing.stop());
  beforeEach(() => {
    operations = 0;
  });

  describeWith('redis-server', 'of Redis', () => {
    let server: DatabaseServer;
    beforeAll(async () => {
      server = await startRedis();
    });
    afterAll(() => server.stop());

    it('by redis leave nothing behind', async () => {
      const client = createClient({ url: server.url }).on('error', () => {});
      await client.connect();
      const growth = await growthOf((done) => void client.get('a').then(done));
      client.destroy();
      expect(operations).toBe(OPERATIONS);
      expect(growth).toBeLessThan(MOST_GROWTH);
    }, 120_000);

    it('by ioredis leave nothing behind', async () => {
      const redis = new Redis(server.url);
      await redis.ping();
      const growth = await growthOf((done) => void redis.get('a', () => done()));
      redis.disconnect();
      expect(operations).toBe(OPERATIONS);
      expect(growth).toBeLessThan(MOST_GROWTH);
    }, 120_000);
  });

  describeWith('mariadbd', 'of MariaDB', () => {
    let server: DatabaseServer;
    beforeAll(async () => {
      server = await startMariaDb();
    }, 60_000);
    afterAll(() => server.stop());

    it('by mysql2 leave nothing behind, with callbacks that wait for a busy pool', async () => {
      const pool = createPool({ uri: server.url, connectionLimit: 2 });
      const growth = await growthOf((done) => pool.query('do 0', () => done()));
      await pool.promise().end();
      expect(operations).toBe(OPERATIONS);
      expect(growth).toBeLessThan(MOST_GROWTH);
    }, 240_000);
  });
});

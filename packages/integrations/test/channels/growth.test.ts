import { failOnProblems } from '@portcall/conformance';
import { type DatabaseServer, describeWith, startMariaDb, startRedis } from '@portcall/real-parts';
import { type RunningTracing, startTracing } from '@portcall/trace';
import { Redis } from 'ioredis';
import { createPool } from 'mysql2';
import { createClient } from 'redis';
import { growthOf, MOST_GROWTH } from '../growth-of.js';
import { listenToChannels } from './listening.js';

const OPERATIONS = 100_000;

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
      const growth = await growthOf((done) => void client.get('a').then(done), OPERATIONS);
      client.destroy();
      expect(operations).toBe(OPERATIONS);
      expect(growth).toBeLessThan(MOST_GROWTH);
    }, 120_000);

    it('by ioredis leave nothing behind', async () => {
      const redis = new Redis(server.url);
      await redis.ping();
      const growth = await growthOf((done) => void redis.get('a', () => done()), OPERATIONS);
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
      const growth = await growthOf((done) => pool.query('do 0', () => done()), OPERATIONS);
      await pool.promise().end();
      expect(operations).toBe(OPERATIONS);
      expect(growth).toBeLessThan(MOST_GROWTH);
    }, 240_000);
  });
});

import { failOnProblems } from '@portcall/conformance';
import { type DatabaseServer, describeWith, eventually, freePort, startRedis } from '@portcall/real-parts';
import type { FnTrace } from '@portcall/trace';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { traceCalls } from '../trace-calls.js';
import { listenToChannels } from './listening.js';

/** The same few steps in the words of both clients. */
interface Store {
  set(key: string, value: string): Promise<unknown>;
  get(key: string): Promise<unknown>;
  /** Counts a text up. */
  fail(): Promise<unknown>;
  /** Two commands, in a transaction. */
  multi(key: string, value: string): Promise<unknown>;
  close(): unknown;
}

interface Client {
  readonly name: string;
  /** Connects at once. */
  open(url: string): Promise<Store>;
  /** Fails to connect. */
  fail(url: string): Promise<unknown>;
}

const CLIENTS: readonly Client[] = [
  {
    name: 'ioredis',
    async open(url) {
      const redis = new Redis(url, { lazyConnect: true });
      await redis.connect();
      return {
        set: (key, value) => redis.set(key, value),
        get: (key) => redis.get(key),
        fail: () => redis.incr('text'),
        multi: (key, value) => redis.multi().set(key, value).get(key).exec(),
        close: () => redis.disconnect(),
      };
    },
    async fail(url) {
      const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null }).on('error', () => {});
      await redis.connect();
    },
  },
  {
    name: 'redis',
    async open(url) {
      const client = createClient({ url }).on('error', () => {});
      await client.connect();
      return {
        set: (key, value) => client.set(key, value),
        get: (key) => client.get(key),
        fail: () => client.incr('text'),
        multi: (key, value) => client.multi().set(key, value).get(key).exec(),
        close: () => client.destroy(),
      };
    },
    fail: (url) =>
      createClient({ url, socket: { reconnectStrategy: false } })
        .on('error', () => {})
        .connect(),
  },
];

describeWith('redis-server', 'Redis', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  describe.each(CLIENTS)('by $name', ({ open, fail }) => {
    failOnProblems();
    listenToChannels();
    const traceOf = traceCalls();
    let store: Store;
    beforeAll(async () => {
      store = await open(server.url);
      await store.set('text', 'abc');
    });
    afterAll(() => store.close());

    it('reports each command once, and gives what it gives outside of a call', async () => {
      let given: unknown;
      const { ops } = await traceOf(async () => {
        given = [await store.set('a', '1'), await store.get('a'), await store.get('nothing')];
      });
      const done = { entity: '', ok: true, system: 'redis', text: undefined, rowCount: undefined };
      expect(ops).toMatchObject([
        { op: 'set', ...done },
        { op: 'get', ...done },
        { op: 'get', ...done },
      ]);
      expect(given).toEqual([await store.set('a', '1'), await store.get('a'), await store.get('nothing')]);
    });

    it('reports a command that fails, and the app gets the same error', async () => {
      const expected: unknown = await store.fail().catch((error: unknown) => error);
      let thrown: unknown;
      const { ops } = await traceOf(async () => {
        thrown = await store.fail().catch((error: unknown) => error);
      });
      expect(ops).toMatchObject([{ op: 'incr', ok: false }]);
      expect(ops).toHaveLength(1);
      expect(thrown).toBeInstanceOf(Error);
      expect(thrown).toEqual(expected);
    });

    it('reports a transaction as one operation', async () => {
      const { ops } = await traceOf(() => store.multi('a', '2'));
      expect(ops).toMatchObject([{ op: 'multi', ok: true, system: 'redis' }]);
      expect(ops).toHaveLength(1);
    });

    it('records neither keys nor values', async () => {
      const trace = await traceOf(async () => {
        await store.set('secret-key', 'secret-value');
        await store.get('secret-key');
        await store.multi('secret-key', 'secret-value');
      });
      expect(trace.ops).toHaveLength(3);
      expect(JSON.stringify(trace)).not.toContain('secret');
    });

    it('keeps calls apart that run at the same time', async () => {
      const traces = await Promise.all(
        ['a', 'b', 'c'].map((key) => traceOf(() => Promise.all([store.set(key, key), store.get(key)]))),
      );
      expect(traces.map(namesOf)).toEqual(Array(3).fill(['set', 'get']));
    });

    it('reports a connection that cannot be had', async () => {
      const url = `redis://127.0.0.1:${await freePort()}`;
      const { ops } = await traceOf(() => expect(fail(url)).rejects.toThrow());
      expect(ops).toMatchObject([{ op: 'connect', entity: '', ok: false, system: 'redis' }]);
      expect(ops).toHaveLength(1);
    });

    it('has what a connection does by itself belong to nobody, also where a call has opened it', async () => {
      let opened: Store | undefined;
      const opening = await traceOf(async () => {
        opened = await open(server.url);
      });
      const using = await traceOf(() => opened!.get('a'));
      opened!.close();
      expect([opening, using].map(namesOf)).toEqual([[], ['get']]);
    });
  });

  describe('by ioredis, in its other forms', () => {
    failOnProblems();
    listenToChannels();
    const traceOf = traceCalls();

    it('reports the commands of a pipeline, and a callback runs in its call', async () => {
      const redis = new Redis(server.url);
      await redis.ping();
      const { ops } = await traceOf(async () => {
        await redis.pipeline().set('p', '1').get('p').exec();
        await new Promise((resolve) => void redis.get('p', () => resolve(redis.del('p'))));
      });
      redis.disconnect();
      expect(ops.map(({ op }) => op)).toEqual(['set', 'get', 'get', 'del']);
    });

    it('has nobody else report a command that waited for the connection of another call', async () => {
      let redis: Redis | undefined;
      let waiting: Promise<unknown> | undefined;
      const opening = await traceOf(() => {
        redis = new Redis(server.url);
      });
      const asking = await traceOf(async () => {
        waiting = redis!.get('a');
        await waiting;
        await redis!.get('b');
      });
      redis!.disconnect();
      expect([opening, asking].map(namesOf)).toEqual([[], ['get']]);
    });
  });

  describe('by redis, in its other forms', () => {
    failOnProblems();
    listenToChannels();
    const traceOf = traceCalls();

    it('reports a pipeline as one operation, and a command that waited for the connection', async () => {
      const client = createClient({ url: server.url }).on('error', () => {});
      const { ops } = await traceOf(async () => {
        const connected = client.connect();
        const waiting = client.get('a');
        await Promise.all([connected, waiting]);
        await client.multi().set('p', '1').get('p').execAsPipeline();
      });
      client.destroy();
      expect(ops.map(({ op }) => op)).toEqual(['get', 'pipeline']);
    });

    it('reports what it refuses while the server is gone', async () => {
      const own = await startRedis();
      const client = createClient({ url: own.url, socket: { reconnectStrategy: false } }).on('error', () => {});
      await client.connect();
      await own.stop();
      await eventually(() => !client.isReady);
      const { ops } = await traceOf(() => expect(client.get('a')).rejects.toThrow());
      expect(ops).toMatchObject([{ op: 'get', ok: false }]);
    });
  });
});

function namesOf({ ops }: FnTrace): readonly string[] {
  return ops.map(({ op }) => op);
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { failOnProblems } from '@portcall/conformance';
import { tracedDialect, tracedDrizzle, tracedPg } from '@portcall/integrations';
import { describeWith, freePort } from '@portcall/real-parts';
import { currentCall } from '@portcall/trace';
import { drizzle } from 'drizzle-orm/node-postgres';
import { PostgresDialect } from 'kysely';
import { Client, type ClientBase, Pool, type PoolClient, Query, type QueryConfig, type QueryResult } from 'pg';
import Cursor from 'pg-cursor';
import type { ClientUnderTest, InTransaction, Opened } from './client-under-test.js';
import { describeClient } from './describe-client.js';
import { kyselyClient } from './kysely-client.js';
import { type BookServer, openBookServer } from './open-postgres.js';
import { traceCalls } from './trace-calls.js';

type Ask = (text: string, values?: unknown[]) => Promise<unknown>;

describeWith('postgres', 'pg', () => {
  let server: BookServer;
  beforeAll(async () => {
    server = await openBookServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeClient('a pool', {
    system: 'postgresql',
    missingTable: '42P01',
    open: (options) => {
      const pool = tracedPg(server.pool({ max: 2 }), options);
      return opened(pool, (text, values) => pool.query(text, values));
    },
  });

  describeClient('a pool with callbacks', {
    system: 'postgresql',
    missingTable: '42P01',
    open: (options) => {
      const pool = tracedPg(server.pool({ max: 2 }), options);
      return opened(pool, (text, values) => promised((done) => pool.query(text, values ?? [], done)));
    },
  });

  describeClient('a client', {
    system: 'postgresql',
    missingTable: '42P01',
    // Asking while it is busy is what pg itself warns of.
    isAsync: false,
    open: async (options) => {
      const pool = server.pool();
      const client = tracedPg(await pool.connect(), options);
      const ask: Ask = (text, values) => client.query(values ? { text, values } : text);
      return { client: stepsOf(ask, (body) => body(ask)), close: () => closed(pool, client) };
    },
  });

  describeClient('a client with submitted queries', {
    system: 'postgresql',
    missingTable: '42P01',
    open: (options) => {
      const pool = tracedPg(server.pool(), options);
      return opened(pool, async (text, values) => {
        const client = await pool.connect();
        try {
          return await submitted(client, { text, ...(values && { values }) });
        } finally {
          client.release();
        }
      });
    },
  });

  describe('in its other forms', () => {
    failOnProblems();
    const traceOf = traceCalls();
    let pool: Pool;
    let other: Pool;
    let client: PoolClient;
    beforeAll(async () => {
      pool = tracedPg(server.pool({ max: 1 }));
      other = server.pool();
      client = tracedPg(await other.connect());
    });
    afterAll(async () => {
      await pool.end();
      await closed(other, client);
    });

    it('runs callbacks in the call that gave them', async () => {
      const context = new AsyncLocalStorage<string>();
      const trace = await traceOf(async () => {
        const callId = currentCall()?.callId;
        for (const ask of [
          (done: () => void) => client.query('select 1', done),
          (done: () => void) => client.query('select $1', ['1'], done),
          (done: () => void) => client.query({ text: 'select 1', callback: done } as QueryConfig),
        ]) {
          const seen = await context.run('mine', () =>
            promised((done) => {
              ask(() => done(null, [currentCall()?.callId, context.getStore()]));
            }),
          );
          expect(seen).toEqual([callId, 'mine']);
        }
      });
      expect(trace.ops.map(({ op, rowCount }) => [op, rowCount])).toEqual([
        ['query', 1],
        ['query', 1],
        ['query', 1],
      ]);
    });

    it('gives each call its own operations where calls wait for the same connection', async () => {
      const ask = (table: string) => () => pool.query(`select * from ${table}`).catch(() => undefined);
      const untraced = pool.query('select 1 from books');
      const traces = await Promise.all(['books', 'pg_class', 'pg_type'].map((table) => traceOf(ask(table))));
      await untraced;
      expect(traces.map(({ ops }) => ops.map(({ entity }) => entity))).toEqual([['books'], ['pg_class'], ['pg_type']]);
    });

    it('adds up the rows of several statements', async () => {
      const trace = await traceOf(() => client.query('values (1), (2); begin; select 3; rollback'));
      expect(trace.ops).toMatchObject([{ op: 'query', entity: '', rowCount: 3 }]);
    });

    it('reports a cursor once, when it is closed, with the rows that were read', async () => {
      const trace = await traceOf(async () => {
        const cursor = client.query(new Cursor('select generate_series(1, 5) from pg_class limit 5'));
        expect(await cursor.read(2)).toHaveLength(2);
        expect(await cursor.read(2)).toHaveLength(2);
        await cursor.close();
      });
      expect(trace.ops).toMatchObject([{ op: 'query', entity: 'pg_class', rowCount: 4, ok: true }]);
    });

    it('leaves the time that the reader of a cursor takes out of its duration', async () => {
      const pauseMs = 200;
      const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pauseMs));
      const trace = await traceOf(async () => {
        const cursor = client.query(new Cursor('select pg_sleep(0.1) from generate_series(1, 4)'));
        await pause();
        for (let batch = 0; batch < 2; batch += 1) {
          await cursor.read(1);
          await cursor.read(1);
          await pause();
        }
        await cursor.close();
      });
      expect(trace.ops).toMatchObject([{ op: 'query', rowCount: 4, ok: true }]);
      // Four rows are slept for on the server.
      expect(trace.ops[0]!.durationMs).toBeGreaterThan(380);
      expect(trace.ops[0]!.durationMs).toBeLessThan(trace.durationMs - 2.5 * pauseMs);
    });

    it('counts the rows that a query returned, and not those that the statements after it touched', async () => {
      await client.query("insert into books (title) values ('x'), ('y')");
      const update = "select 1 where false; update books set title = 'z' where title in ('x', 'y')";
      const trace = await traceOf(async () => {
        await client.query(update);
        await submitted(client, { text: update });
        await client.query("delete from books where title = 'z' returning id");
      });
      expect(trace.ops.map(({ op, rowCount }) => [op, rowCount])).toEqual([
        ['query', 0],
        ['query', 0],
        ['delete', 2],
      ]);
    });

    it('leaves it to pg to refuse what is no query', async () => {
      let thrown: unknown;
      const trace = await traceOf(() => {
        try {
          void client.query(undefined as never);
        } catch (error) {
          thrown = error;
        }
      });
      expect(thrown).toBeInstanceOf(TypeError);
      expect(trace.ops).toMatchObject([{ ok: false, errorType: 'TypeError' }]);
    });

    it('leaves the class and other clients as they are', async () => {
      const other = new Client();
      expect(other.query).toBe(Client.prototype.query);
      expect(tracedPg(client)).toBe(client);
    });
  });
});

describe('a database that cannot be reached', () => {
  failOnProblems();
  const traceOf = traceCalls();
  const refused = { op: 'connect', entity: '', ok: false, errorType: 'ECONNREFUSED', system: 'postgresql' };
  let nowhere: { host: string; port: number };
  beforeAll(async () => {
    nowhere = { host: '127.0.0.1', port: await freePort() };
  });

  it('is a failed operation of a pool, however it is asked', async () => {
    const pool = tracedPg(new Pool(nowhere));
    for (const ask of [
      () => pool.query('select * from books'),
      () => pool.connect(),
      () => promised((done) => pool.query('select * from books', [], done)),
      () => promised((done) => pool.connect((error) => done(error))),
    ]) {
      let thrown: unknown;
      const trace = await traceOf(() => ask().catch((error: unknown) => (thrown = error)));
      expect(thrown).toMatchObject({ code: 'ECONNREFUSED' });
      expect(trace.ops).toMatchObject([refused]);
      expect(trace.opSummary).toMatchObject({ count: 1, failed: 1 });
    }
    await pool.end();
  });

  it('is a failed operation of a client, however it is asked', async () => {
    for (const connect of [
      (client: Client) => client.connect(),
      (client: Client) => promised((done) => client.connect(done)),
    ]) {
      const trace = await traceOf(() => expect(connect(tracedPg(new Client(nowhere)))).rejects.toThrow('ECONNREFUSED'));
      expect(trace.ops).toMatchObject([refused]);
    }
  });

  it('says nothing outside of a call', async () => {
    const pool = tracedPg(new Pool(nowhere));
    await expect(pool.query('select 1')).rejects.toThrow('ECONNREFUSED');
    expect((await traceOf(() => undefined)).ops).toEqual([]);
  });

  it('is a failed operation of Kysely, once, whether or not its driver is traced, and of Drizzle that of its query', async () => {
    for (const pool of [new Pool(nowhere), tracedPg(new Pool(nowhere))]) {
      const { client } = kyselyClient(tracedDialect(new PostgresDialect({ pool })));
      const trace = await traceOf(async () => {
        await expect(client.list()).rejects.toThrow('ECONNREFUSED');
        await expect(client.transaction?.((tx) => tx.remove('a'))).rejects.toThrow('ECONNREFUSED');
        await expect(tracedDrizzle(drizzle(pool)).execute('select * from books')).rejects.toThrow();
      });
      expect(trace.ops).toMatchObject([refused, refused, { ...refused, op: 'query', entity: 'books' }]);
    }
  });

  it('is a failed operation of a dialect that opens it when it is first used', async () => {
    const pool = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('no such secret'), { code: 'NO_SECRET' }));
    const { client } = kyselyClient(tracedDialect(new PostgresDialect({ pool })));
    const trace = await traceOf(() => expect(client.list()).rejects.toThrow('no such secret'));
    expect(trace.ops).toMatchObject([{ ...refused, errorType: 'NO_SECRET' }]);
  });
});

function opened(pool: Pool, ask: Ask): Opened {
  const lend = async (body: (ask: Ask) => Promise<unknown>): Promise<unknown> => {
    const client = await pool.connect();
    try {
      return await body((text, values) => client.query(text, values));
    } finally {
      client.release();
    }
  };
  return { client: stepsOf(ask, lend), close: () => pool.end() };
}

/** @param lend gives a function one client for all it asks */
function stepsOf(ask: Ask, lend: (body: (ask: Ask) => Promise<unknown>) => Promise<unknown>): ClientUnderTest {
  const steps = (asking: Ask): InTransaction => ({
    remove: (title) => asking('delete from books where title = $1', [title]),
    fail: () => asking('select * from missing'),
  });
  return {
    ...steps(ask),
    add: (one, other) => ask('insert into books (title) values ($1), ($2)', [one, other]),
    list: () => ask('select * from books'),
    find: (title) => ask('select * from books where title = $1', [title]),
    findLiterally: (title) => ask(`select * from books where title = '${title}'`),
    rename: (from, to) => ask('update books set title = $2 where title = $1', [from, to]),
    transaction: (body) =>
      lend(async (asking) => {
        await asking('begin');
        try {
          const result = await body(steps(asking));
          await asking('commit');
          return result;
        } catch (error) {
          await asking('rollback');
          throw error;
        }
      }),
  };
}

async function closed(pool: Pool, client: PoolClient): Promise<void> {
  client.release();
  await pool.end();
}

function promised(
  run: (done: (error: Error | null | undefined, answer?: unknown) => void) => unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    run((error, answer) => {
      if (error) reject(error);
      else resolve(answer);
    });
  });
}

/** What pg-query-stream does: an object of its own, that the client hands what comes back. */
function submitted(client: ClientBase, config: QueryConfig): Promise<QueryResult> {
  return new Promise((resolve, reject) => {
    const query = client.query(new Query(config));
    query.on('row', (row, result) => result!.addRow(row));
    query.on('end', resolve);
    query.on('error', reject);
  });
}

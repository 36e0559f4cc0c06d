import { failOnProblems } from '@portcall/conformance';
import { tracedDialect } from '@portcall/integrations/kysely';
import { type DatabaseServer, describeWith, freePort } from '@portcall/real-parts';
import { currentCall, type Op } from '@portcall/trace';
import { Kysely, MysqlDialect } from 'kysely';
import {
  type Pool as CallbackPool,
  createConnection as createCallbackConnection,
  createPool as createCallbackPool,
} from 'mysql2';
import { createConnection, createPool, type Pool, type PoolConnection } from 'mysql2/promise';
import type { ClientUnderTest, InTransaction } from '../client-under-test.js';
import { describeClient } from '../describe-client.js';
import { traceCalls } from '../trace-calls.js';
import { listenToChannels } from './listening.js';
import { openBookMariaDb } from './open-mariadb.js';

type Ask = (text: string, values?: unknown[]) => Promise<unknown>;

describeWith('mariadbd', 'mysql2', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await openBookMariaDb();
  }, 60_000);
  afterAll(() => server.stop());

  describe('listened to', () => {
    const listenAs = listenToChannels({ only: ['mysql2'] });

    describeClient('a pool', {
      system: 'mysql',
      missingTable: 'ER_NO_SUCH_TABLE',
      open: (options = {}) => {
        const endListening = listenAs(options);
        const pool = createPool({ uri: server.url, connectionLimit: 2 });
        const ask: Ask = (text, values) => answerOf(pool.execute(text, values as never));
        const client = stepsOf(ask, async (body) => {
          const connection = await pool.getConnection();
          try {
            return await inTransaction(connection, body);
          } finally {
            connection.release();
          }
        });
        return { client, close: () => [endListening(), pool.end()] };
      },
    });

    describeClient('a pool with callbacks', {
      system: 'mysql',
      missingTable: 'ER_NO_SUCH_TABLE',
      open: (options = {}) => {
        const endListening = listenAs(options);
        const pool = createCallbackPool({ uri: server.url, connectionLimit: 2 });
        const ask: Ask = (text, values) => promised((done) => pool.execute(text, values as never, done));
        return { client: stepsOf(ask), close: () => [endListening(), pool.promise().end()] };
      },
    });

    describeClient('a connection', {
      system: 'mysql',
      missingTable: 'ER_NO_SUCH_TABLE',
      open: async (options = {}) => {
        const endListening = listenAs(options);
        const connection = await createConnection(server.url);
        const ask: Ask = (text, values) => answerOf(connection.execute(text, values as never));
        const client = stepsOf(ask, (body) => inTransaction(connection, body));
        return { client, close: () => [endListening(), connection.end()] };
      },
    });
  });

  describe('in its other forms', () => {
    failOnProblems();
    listenToChannels({ queryText: true });
    const traceOf = traceCalls();
    let pool: Pool;
    let callbackPool: CallbackPool;
    beforeAll(() => {
      pool = createPool({ uri: server.url, connectionLimit: 1, multipleStatements: true });
      callbackPool = createCallbackPool({ uri: server.url, connectionLimit: 1 });
    });
    afterAll(() => Promise.all([pool.end(), callbackPool.promise().end()]));

    it('records no text into which the client has written parameters', async () => {
      const { ops } = await traceOf(async () => {
        await pool.query('select * from books where title = ?', ['secret']);
        await pool.query("select * from books where title = 'constant'");
      });
      expect(ops.map(({ entity, text }) => [entity, text])).toEqual([
        ['books', undefined],
        ['books', "select * from books where title = 'constant'"],
      ]);
    });

    it('counts rows however they are asked for', async () => {
      await pool.query("insert into books (title) values ('x'), ('y')");
      const { ops } = await traceOf(async () => {
        await pool.query("select title from books where title in ('x', 'y')");
        await pool.query({ sql: "select id, title from books where title in ('x', 'y')", rowsAsArray: true });
        await pool.query("select 1; update books set title = 'z' where title = 'x'; select 2 union select 3");
        await pool.query('select 1; select 2 union select 3');
        await pool.query("delete from books where title in ('y', 'z')");
        await pool.query('set @nothing = 1');
      });
      expect(ops.map(({ op, rowCount }) => [op, rowCount])).toEqual([
        ['query', 2],
        ['query', 2],
        ['query', 3],
        ['query', 3],
        ['delete', 2],
        ['set', undefined],
      ]);
    });

    it('reports a stream when it is read to its end, and one that fails', async () => {
      const { ops } = await traceOf(async () => {
        await read(callbackPool, 'select 1 as one union select 2');
        await expect(read(callbackPool, 'select * from missing')).rejects.toMatchObject({ code: 'ER_NO_SUCH_TABLE' });
      });
      expect(ops).toMatchObject([
        { op: 'query', ok: true },
        { op: 'query', entity: 'missing', ok: false, errorType: 'ER_NO_SUCH_TABLE' },
      ]);
    });

    it('runs callbacks in the call that gave them, whoever opened or gave back the connection', async () => {
      const calls: (string | undefined)[] = [];
      const one = (name: string): Promise<unknown> =>
        traceOf(async () => {
          const { callId } = currentCall()!;
          await promised((done) =>
            callbackPool.query('select sleep(0.01)', (error, rows) => {
              calls.push(currentCall()?.callId === callId ? name : 'another call');
              callbackPool.query(`select '${name}'`, () => done(error, rows));
            }),
          );
        });
      const traces = (await Promise.all(['a', 'b', 'c', 'd'].map(one))) as { readonly ops: readonly Op[] }[];
      expect(calls.sort()).toEqual(['a', 'b', 'c', 'd']);
      expect(traces.map(({ ops }) => ops.map(({ text }) => text))).toEqual(
        ['a', 'b', 'c', 'd'].map((name) => ['select sleep(0.01)', `select '${name}'`]),
      );
    });

    it('runs callbacks outside of any call where they were given there', async () => {
      let given: unknown = 'none';
      await traceOf(() => promised((done) => callbackPool.query('select 1', done)));
      await promised((done) =>
        callbackPool.query('select 2', (error) => {
          given = currentCall();
          done(error);
        }),
      );
      expect(given).toBeUndefined();
    });

    it('reports a connection that cannot be had as a connect that failed', async () => {
      const port = await freePort();
      const nowhere = createPool({ host: '127.0.0.1', port, user: 'root' });
      const { ops } = await traceOf(async () => {
        await expect(nowhere.query('select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      });
      expect(ops).toMatchObject([{ op: 'connect', entity: '', ok: false, errorType: 'ECONNREFUSED', system: 'mysql' }]);
      expect(ops).toHaveLength(1);
      await nowhere.end();
    });

    it('leaves an error that nobody handles to the process', async () => {
      const port = await freePort();
      const connection = createCallbackConnection({ host: '127.0.0.1', port });
      expect(connection.listenerCount('error')).toBe(0);
      const failed = new Promise((resolve) => connection.once('error', resolve));
      expect(await failed).toMatchObject({ code: 'ECONNREFUSED' });
      connection.on('error', () => {});
    });

    it('reports once what a traced query builder asks of it, by the builder', async () => {
      const db = new Kysely<{ books: { title: string } }>({
        dialect: tracedDialect(new MysqlDialect({ pool: callbackPool })),
      });
      const { ops } = await traceOf(async () => {
        await db.selectFrom('books').selectAll().execute();
        await db.transaction().execute((tx) => tx.selectFrom('books').select('title').execute());
      });
      expect(ops.map(({ op, entity }) => `${op} ${entity}`.trim())).toEqual([
        'query books',
        'begin',
        'query books',
        'commit',
      ]);
    });
  });
});

const answerOf = async (given: Promise<readonly [unknown, unknown]>): Promise<unknown> => (await given)[0];

const promised = (start: (done: (error: unknown, rows?: unknown) => void) => unknown): Promise<unknown> =>
  new Promise((resolve, reject) => {
    start((error, rows) => (error === null ? resolve(rows) : reject(error)));
  });

function read(pool: CallbackPool, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    pool.query(text).stream().on('error', reject).on('end', resolve).resume();
  });
}

async function inTransaction(
  connection: Pick<PoolConnection, 'beginTransaction' | 'commit' | 'rollback' | 'execute'>,
  body: (client: InTransaction) => unknown,
): Promise<unknown> {
  await connection.beginTransaction();
  try {
    const given = await body(stepsOf((text, values) => answerOf(connection.execute(text, values as never))));
    await connection.commit();
    return given;
  } catch (error) {
    await connection.rollback();
    throw error;
  }
}

function stepsOf(ask: Ask, transaction?: ClientUnderTest['transaction']): ClientUnderTest {
  return {
    add: (one, other) => ask('insert into books (title) values (?), (?)', [one, other]),
    list: () => ask('select * from books order by id'),
    find: (title) => ask('select * from books where title = ?', [title]),
    findLiterally: (title) => ask(`select * from books where title = '${title}'`),
    rename: (from, to) => ask('update books set title = ? where title = ?', [to, from]),
    remove: (title) => ask('delete from books where title = ?', [title]),
    fail: () => ask('select * from missing'),
    ...(transaction === undefined ? {} : { transaction }),
  };
}

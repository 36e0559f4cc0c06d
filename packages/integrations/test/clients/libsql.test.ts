import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient, type InArgs, LibsqlError, type Transaction } from '@libsql/client';
import { failOnProblems } from '@portcall/conformance';
import { tracedLibsql } from '@portcall/integrations/libsql';
import type { ClientUnderTest, InTransaction } from '../client-under-test.js';
import { describeClient } from '../describe-client.js';
import { CREATE_SQLITE_BOOKS } from '../open-sqlite.js';
import { traceCalls } from '../trace-calls.js';

const folder = mkdtempSync(join(tmpdir(), 'portcall-libsql-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let opened = 0;
async function openLibsql(): Promise<Client> {
  opened += 1;
  const client = createClient({ url: `file:${join(folder, `${opened}.db`)}` });
  await client.execute(CREATE_SQLITE_BOOKS);
  return client;
}

describeClient('libSQL', {
  system: 'sqlite',
  missingTable: 'SQLITE_ERROR',
  open: async (options) => {
    const client = tracedLibsql(await openLibsql(), options);
    return { client: stepsOf(client), close: () => client.close() };
  },
});

function stepsOf(client: Client): ClientUnderTest {
  const ask = (sql: string, args: InArgs = []) => client.execute({ sql, args });
  return {
    ...inTransaction(client),
    add: (one, other) => ask('insert into books (title) values (?), (?)', [one, other]),
    list: () => client.execute('select * from books'),
    find: (title) => client.execute('select * from books where title = ?', [title]),
    findLiterally: (title) => client.execute(`select * from books where title = '${title}'`),
    rename: (from, to) => ask('update books set title = :to where title = :from', { from, to }),
    transaction: async (body) => {
      const transaction = await client.transaction('write');
      try {
        const given: unknown = await body(inTransaction(transaction));
        await transaction.commit();
        return given;
      } catch (error) {
        await transaction.rollback();
        throw error;
      }
    },
  };
}

function inTransaction(client: Pick<Client | Transaction, 'execute'>): InTransaction {
  return {
    remove: (title) => client.execute({ sql: 'delete from books where title = ?', args: [title] }),
    fail: () => client.execute('select * from missing'),
  };
}

describe('libSQL in its other forms', () => {
  failOnProblems();
  const traceOf = traceCalls();
  let client: Client;
  beforeAll(async () => {
    client = tracedLibsql(await openLibsql());
  });
  afterAll(() => client.close());
  beforeEach(() => client.execute('delete from books'));

  const insert = { sql: 'insert into books (title) values (?)', args: ['a'] };

  it('reports a batch as one operation, by what all of its statements do', async () => {
    let given: unknown;
    const { ops } = await traceOf(async () => {
      given = await client.batch([insert, insert]);
      await client.batch([insert, ['select * from books where title = ?', ['a']]], 'write');
      await client.batch([insert, { sql: 'select 1', args: [] }]);
      await client.batch([]);
      await client.migrate([insert, 'create table others (id integer)']);
    });
    expect(ops.map(({ op, entity, rowCount }) => `${op} ${entity} ${rowCount}`)).toEqual([
      'insert books 2',
      'batch books 4',
      'batch  2',
      'batch  0',
      'batch  1',
    ]);
    expect(given).toMatchObject([{ rowsAffected: 1 }, { rowsAffected: 1 }]);
  });

  it('reports a batch that fails, and the app gets the same error', async () => {
    const failing = () => client.batch([insert, 'select * from missing']).then(undefined, (error: unknown) => error);
    const expected = await failing();
    let thrown: unknown;
    const { ops } = await traceOf(async () => {
      thrown = await failing();
    });
    expect(ops).toMatchObject([{ op: 'batch', entity: '', ok: false, errorType: 'SQLITE_ERROR' }]);
    expect(thrown).toEqual(expected);
    expect(thrown).toBeInstanceOf(LibsqlError);
  });

  it('reports scripts, and what a transaction does beside single statements', async () => {
    const { ops } = await traceOf(async () => {
      await client.executeMultiple("insert into books (title) values ('a'); insert into books (title) values ('b');");
      const read = await client.transaction('read');
      await read.batch(['select * from books', 'select * from books']);
      await read.executeMultiple('select 1 from books');
      read.close();
      read.close();
    });
    expect(ops.map(({ op, entity, rowCount }) => `${op} ${entity} ${rowCount}`)).toEqual([
      'insert books undefined',
      'begin  undefined',
      'query books 4',
      'query books undefined',
      'rollback  undefined',
    ]);
  });

  it('sees a client once, however often it is given, and gives back the client itself', async () => {
    expect(tracedLibsql(client)).toBe(client);
    const { ops } = await traceOf(() => client.execute('select 1'));
    expect(ops).toHaveLength(1);
  });

  it('reports a client that was closed as what failed', async () => {
    const closed = tracedLibsql(await openLibsql());
    closed.close();
    const { ops } = await traceOf(() =>
      Promise.allSettled([closed.execute('select 1'), closed.transaction(), closed.batch([insert])]),
    );
    expect(ops.map(({ op, errorType }) => `${op} ${errorType}`)).toEqual([
      'query CLIENT_CLOSED',
      'begin CLIENT_CLOSED',
      'insert CLIENT_CLOSED',
    ]);
  });

  it('takes what is a client alone', () => {
    // @ts-expect-error it has neither statements nor transactions
    const refused = (): unknown => tracedLibsql({});
    expect(refused).toThrow('an object is not a client of libSQL');
    expect(() => tracedLibsql(client, { text: true } as object)).toThrow('unknown option "text"');
  });
});

import { expectProblems, failOnProblems } from '@portcall/conformance';
import { tracedKnex } from '@portcall/integrations/knex';
import { tracedPg } from '@portcall/integrations/pg';
import { type DatabaseServer, describeWith, startPostgres } from '@portcall/real-parts';
import { traced } from '@portcall/trace';
import createKnex, { type Knex } from 'knex';
import { Pool } from 'pg';
import { listenToChannels } from '../channels/listening.js';
import { openBookMariaDb } from '../channels/open-mariadb.js';
import { describeClient } from '../describe-client.js';
import { CREATE_BOOKS } from '../open-pglite.js';
import { CREATE_SQLITE_BOOKS } from '../open-sqlite.js';
import { traceCalls } from '../trace-calls.js';
import { knexClient, knexTexts } from './knex-client.js';

const openSqlite = async (): Promise<Knex> => {
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: { filename: ':memory:' },
    pool: { min: 1, max: 1 },
    useNullAsDefault: true,
  });
  await knex.raw(CREATE_SQLITE_BOOKS);
  return knex;
};

describeClient('Knex on better-sqlite3', {
  system: 'sqlite',
  missingTable: 'SQLITE_ERROR',
  texts: knexTexts('`', '?'),
  open: async (options) => knexClient(tracedKnex(await openSqlite(), options)),
});

describeWith('postgres', 'Knex on PostgreSQL', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startPostgres();
    const knex = createKnex({ client: 'pg', connection: server.url });
    await knex.raw(CREATE_BOOKS);
    await knex.destroy();
  });
  afterAll(() => server.stop());

  describeClient('Knex on pg', {
    system: 'postgresql',
    missingTable: '42P01',
    texts: knexTexts('"', '$1'),
    open: (options) => knexClient(tracedKnex(createKnex({ client: 'pg', connection: server.url }), options)),
  });

  describeClient('Knex on pg, both traced', {
    system: 'postgresql',
    missingTable: '42P01',
    texts: knexTexts('"', '$1'),
    open: (options) => {
      const pool = tracedPg(
        new Pool({ connectionString: server.url }).on('error', () => {}),
        options,
      );
      const { client, close } = knexClient(tracedKnex(createKnex({ client: 'pg', connectionPool: pool }), options));
      return {
        client,
        close: async () => {
          await close();
          await pool.end();
        },
      };
    },
  });
});

describeWith('mariadbd', 'Knex on MariaDB', () => {
  listenToChannels();
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await openBookMariaDb();
  }, 60_000);
  afterAll(() => server.stop());

  describeClient('Knex on mysql2, whose channels are listened to', {
    system: 'mysql',
    missingTable: 'ER_NO_SUCH_TABLE',
    texts: knexTexts('`', '?'),
    open: (options) => knexClient(tracedKnex(createKnex({ client: 'mysql2', connection: server.url }), options)),
  });

  describe('Knex reading rows one by one', () => {
    failOnProblems();
    const traceOf = traceCalls();
    let knex: Knex;
    beforeAll(() => {
      knex = tracedKnex(createKnex({ client: 'mysql2', connection: server.url }));
    });
    afterAll(() => knex.destroy());

    it('reports a stream once, with its rows, and what is done while it is read', async () => {
      await knex('books').insert(['x', 'y', 'z'].map((title) => ({ title })));
      const { ops } = await traceOf(async () => {
        for await (const { id } of knex('books').select('id').stream() as AsyncIterable<{ id: number }>)
          await knex('books').where({ id }).first();
        for await (const _ of knex('books').stream()) break;
        await expect(async () => {
          for await (const _ of knex('missing').stream());
        }).rejects.toMatchObject({ code: 'ER_NO_SUCH_TABLE' });
      });
      const read = ops.map(({ op, entity, rowCount, errorType }) => `${op} ${entity} ${rowCount ?? errorType}`);
      expect(read.slice(0, 4).sort()).toEqual(['query books 1', 'query books 1', 'query books 1', 'query books 3']);
      expect(read.slice(4)).toEqual([expect.stringMatching(/^query books/), 'query missing ER_NO_SUCH_TABLE']);
      await knex('books').delete();
    });
  });
});

describe('Knex in its other forms', () => {
  failOnProblems();
  const traceOf = traceCalls();
  let knex: Knex;
  beforeAll(async () => {
    knex = tracedKnex(await openSqlite());
  });
  afterAll(() => knex.destroy());

  it('sees an instance once, however often it is given, and gives back the instance itself', async () => {
    expect(tracedKnex(knex)).toBe(knex);
    expect(knex.client.constructor.name).toBe('Client_BetterSQLite3');
    const { ops } = await traceOf(() => knex.raw('select 1'));
    expect(ops).toHaveLength(1);
  });

  it('reports transactions in transactions, and those that the app ends', async () => {
    const { ops } = await traceOf(async () => {
      const outer = await knex.transaction();
      await outer.transaction((inner) => inner('books').insert({ title: 'a' }));
      await outer.transaction((inner) => inner.rollback());
      await outer.rollback();
    });
    expect(ops.map(({ op, entity }) => `${op} ${entity}`.trim())).toEqual([
      'begin',
      'savepoint',
      'insert books',
      'release',
      'savepoint',
      'rollback',
      'rollback',
    ]);
    expect(await knex('books').count({ count: '*' })).toEqual([{ count: 0 }]);
  });

  it('leaves its events and hooks alone', async () => {
    const heard: string[] = [];
    const note = (name: string) => () => void heard.push(name);
    for (const name of ['query', 'query-response', 'query-error']) knex.on(name, note(name));
    await traceOf(async () => {
      await knex('books').select();
      await knex.transaction((tx) => tx('missing').select()).catch(() => undefined);
    });
    for (const name of ['query', 'query-response', 'query-error']) knex.client.removeAllListeners(name);
    expect(heard).toEqual(['query', 'query-response', 'query', 'query', 'query-error', 'query']);
  });

  it('reports migrations, schemas and clones of an instance', async () => {
    const { ops } = await traceOf(async () => {
      await knex.schema.createTable('others', (table) => void table.increments('id'));
      await knex.withUserParams({ tenant: 'acme' })('others').insert({ id: 7 });
      await knex.schema.dropTable('others');
    });
    expect(ops.map(({ op, entity }) => `${op} ${entity}`)).toEqual(['create others', 'insert others', 'drop others']);
  });

  it('reports a connection that cannot be had', async () => {
    const nobody = tracedKnex(
      createKnex({ client: 'pg', connection: { host: '127.0.0.1', port: 1 }, log: { warn: () => undefined } }),
    );
    const { ops } = await traceOf(() => nobody('books').catch(() => undefined));
    expect(ops).toMatchObject([{ op: 'connect', entity: '', ok: false, errorType: 'ECONNREFUSED' }]);
    expect(ops).toHaveLength(1);
    await nobody.destroy();
  });

  it('says so where a call gives a query back that nobody has awaited in it', async () => {
    const list = traced('list', { type: 'query' }, () => knex('books').select());
    await list();
    expectProblems('call.unawaited list');
  });

  it('takes what is an instance alone', () => {
    // @ts-expect-error it has no client
    expect(() => tracedKnex({})).toThrow();
    expect(() => tracedKnex(knex, { text: true } as object)).toThrow('unknown option "text"');
  });
});

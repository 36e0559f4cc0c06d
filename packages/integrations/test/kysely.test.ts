import { failOnProblems } from '@portcall/conformance';
import { tracedDialect, tracedPg } from '@portcall/integrations';
import { describeWith } from '@portcall/real-parts';
import {
  CamelCasePlugin,
  type Dialect,
  type DialectAdapter,
  DummyDriver,
  Kysely,
  type LogEvent,
  MssqlAdapter,
  MysqlAdapter,
  PostgresAdapter,
  PostgresDialect,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteDialect,
  sql,
} from 'kysely';
import type { Pool } from 'pg';
import Cursor from 'pg-cursor';
import { describeClient } from './describe-client.js';
import { kyselyClient, kyselyTexts } from './kysely-client.js';
import { openPGlite } from './open-pglite.js';
import { type BookServer, openBookServer } from './open-postgres.js';
import { openBetterSqlite3 } from './open-sqlite.js';
import { pgliteDialect } from './pglite-dialect.js';
import { traceCalls } from './trace-calls.js';

describeClient('Kysely on PGlite', {
  system: 'postgresql',
  missingTable: '42P01',
  texts: kyselyTexts('$1'),
  open: async (options) => kyselyClient(tracedDialect(pgliteDialect(await openPGlite()), options)),
});

describeWith('postgres', 'on a server', () => {
  let server: BookServer;
  beforeAll(async () => {
    server = await openBookServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeClient('Kysely on pg', {
    system: 'postgresql',
    missingTable: '42P01',
    texts: kyselyTexts('$1'),
    open: (options) => kyselyClient(tracedDialect(new PostgresDialect({ pool: server.pool() }), options)),
  });

  describeClient('Kysely on pg, both traced', {
    system: 'postgresql',
    missingTable: '42P01',
    texts: kyselyTexts('$1'),
    open: (options) =>
      kyselyClient(tracedDialect(new PostgresDialect({ pool: tracedPg(server.pool(), options) }), options)),
  });

  describe('Kysely beside its own tools', () => {
    failOnProblems();
    const traceOf = traceCalls();
    const logged: LogEvent[] = [];
    let pool: Pool;
    let db: Kysely<{ books: { id?: number; title: string } }>;
    beforeAll(async () => {
      pool = tracedPg(server.pool());
      const dialect = tracedDialect(new PostgresDialect({ pool, cursor: Cursor }));
      db = new Kysely({ dialect, plugins: [new CamelCasePlugin()], log: (event) => void logged.push(event) });
      await db
        .insertInto('books')
        .values(['x', 'y', 'z'].map((title) => ({ title })))
        .execute();
    });
    afterAll(() => db.destroy());

    it('leaves its log alone', async () => {
      logged.length = 0;
      await traceOf(() => db.selectFrom('books').select('id').execute());
      expect(logged.map(({ level, query }) => [level, query.sql])).toEqual([['query', 'select "id" from "books"']]);
    });

    it('reports a stream once, with all its rows and only the time it was waited for', async () => {
      const titles: string[] = [];
      const trace = await traceOf(async () => {
        for await (const { title } of db.selectFrom('books').select('title').orderBy('title').stream(2)) {
          titles.push(title);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      });
      expect(titles).toEqual(['x', 'y', 'z']);
      expect(trace.ops).toMatchObject([{ op: 'query', entity: 'books', rowCount: 3, ok: true }]);
      expect(trace.ops[0]!.durationMs).toBeLessThan(40);
    });

    it('reports a stream that is left early, and one that fails', async () => {
      const trace = await traceOf(async () => {
        for await (const _ of db.selectFrom('books').select('title').stream(2)) break;
        const failing = async (): Promise<void> => {
          for await (const _ of db.selectFrom('missing' as never).stream(2));
        };
        await expect(failing()).rejects.toMatchObject({ code: '42P01' });
      });
      expect(trace.ops).toMatchObject([
        { op: 'query', entity: 'books', rowCount: 2, ok: true },
        { op: 'query', entity: 'missing', ok: false, errorType: '42P01' },
      ]);
    });

    it('reports a transaction that is controlled by hand, with its savepoints', async () => {
      const trace = await traceOf(async () => {
        const tx = await db.startTransaction().setIsolationLevel('serializable').execute();
        const inner = await tx.savepoint('before').execute();
        await inner.deleteFrom('books').execute();
        const back = await inner.rollbackToSavepoint('before').execute();
        const kept = await back.releaseSavepoint('before').execute();
        await kept.commit().execute();
      });
      expect(trace.ops.map(({ op }) => op)).toEqual(['begin', 'savepoint', 'delete', 'rollback', 'release', 'commit']);
    });

    it('reports queries whose text was written by hand', async () => {
      const trace = await traceOf(async () => {
        await sql`with old as (select id from books) select count(*) from old`.execute(db);
        await db.schema.createTable('shelves').addColumn('id', 'integer').execute();
      });
      expect(trace.ops).toMatchObject([
        { op: 'query', entity: 'books', rowCount: 1 },
        { op: 'create', entity: 'shelves', rowCount: undefined },
      ]);
    });
  });
});

describeWith('better-sqlite3', 'embedded', () => {
  describeClient('Kysely on better-sqlite3', {
    system: 'sqlite',
    missingTable: 'SQLITE_ERROR',
    texts: kyselyTexts('?'),
    open: (options) => kyselyClient(tracedDialect(new SqliteDialect({ database: openBetterSqlite3() }), options)),
  });
});

describe('a dialect', () => {
  failOnProblems();
  const traceOf = traceCalls();

  it.each<[string, () => DialectAdapter]>([
    ['postgresql', () => new PostgresAdapter()],
    ['sqlite', () => new SqliteAdapter()],
    ['mysql', () => new MysqlAdapter()],
    ['microsoft.sql_server', () => new MssqlAdapter()],
  ])('is known as %s by its adapter', async (system, createAdapter) => {
    const { client } = kyselyClient(tracedDialect({ ...nowhere, createAdapter }));
    expect((await traceOf(client.list)).ops).toMatchObject([{ op: 'query', entity: 'books', rowCount: 0, system }]);
  });

  it('is known by what the app says, where it says so', async () => {
    const { client } = kyselyClient(tracedDialect(nowhere, { system: 'cockroachdb' }));
    expect((await traceOf(client.list)).ops).toMatchObject([{ system: 'cockroachdb' }]);
  });
});

const nowhere: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};

import { failOnProblems } from '@portcall/conformance';
import { tracedDrizzle, tracedPGlite, tracedPg } from '@portcall/integrations';
import { describeWith } from '@portcall/real-parts';
import type { FnTrace } from '@portcall/trace';
import { eq, sql } from 'drizzle-orm';
import { drizzle as drizzleOnSqlite } from 'drizzle-orm/better-sqlite3';
import { drizzle as drizzleOnPg, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { pgTable, serial, text } from 'drizzle-orm/pg-core';
import { drizzle as drizzleOnPGlite, type PgliteDatabase } from 'drizzle-orm/pglite';
import * as sqlite from 'drizzle-orm/sqlite-core';
import type { ClientSuite, ClientUnderTest, InTransaction } from './client-under-test.js';
import { describeClient } from './describe-client.js';
import { openPGlite } from './open-pglite.js';
import { type BookServer, openBookServer } from './open-postgres.js';
import { openBetterSqlite3 } from './open-sqlite.js';
import { traceCalls } from './trace-calls.js';

const books = pgTable('books', { id: serial().primaryKey(), title: text() });
const missing = pgTable('missing', { id: serial() });
const schema = { books };
type Schema = typeof schema;

describe('on PGlite', () => {
  let db: PgliteDatabase<Schema> & { $client: { close(): Promise<void> } };
  beforeAll(async () => {
    db = tracedDrizzle(drizzleOnPGlite(tracedPGlite(await openPGlite()), { schema }));
  }, 60_000);
  afterAll(() => db.$client.close());

  describeClient('Drizzle on PGlite, both traced', {
    system: 'postgresql',
    missingTable: '42P01',
    texts: drizzleTexts('$1'),
    open: async (options) => {
      const client = tracedPGlite(await openPGlite(), options);
      return { client: stepsOn(tracedDrizzle(drizzleOnPGlite(client), options)), close: () => client.close() };
    },
  });

  describe('Drizzle in its other forms', () => {
    failOnProblems();
    const traceOf = traceCalls();
    beforeEach(async () => {
      await db.delete(books);
      await db.insert(books).values([{ title: 'x' }, { title: 'y' }]);
    });

    it('reports what returns rows with their number', async () => {
      const trace = await traceOf(async () => {
        await db
          .insert(books)
          .values([{ title: 'v' }, { title: 'w' }])
          .returning();
        await db.query.books.findMany();
        await db.query.books.findFirst();
        await db.query.books.findFirst({ where: eq(books.title, 'nobody') });
        await db.$count(books);
        await db.execute(sql`select 1 from books limit 3`);
      });
      expect(trace.ops.map(({ op, entity, rowCount }) => [op, entity, rowCount])).toEqual([
        ['insert', 'books', 2],
        ['query', 'books', 4],
        ['query', 'books', 1],
        ['query', 'books', 0],
        ['query', 'books', 1],
        ['query', 'books', 3],
      ]);
    });

    it('reports each run of a prepared query', async () => {
      const prepared = db
        .select()
        .from(books)
        .where(eq(books.title, sql.placeholder('title')))
        .prepare('by_title');
      const trace = await traceOf(async () => {
        await prepared.execute({ title: 'x' });
        await prepared.execute({ title: 'nobody' });
      });
      expect(trace.ops.map(({ rowCount }) => rowCount)).toEqual([1, 0]);
    });

    it('reports a transaction inside another, and one that is rolled back on purpose', async () => {
      const trace = await traceOf(async () => {
        await db.transaction(async (tx) => {
          await tx.transaction((inner) => inner.delete(books));
        });
        await expect(db.transaction(async (tx) => tx.rollback())).rejects.toThrow('Rollback');
      });
      expect(trace.ops.map(({ op, ok }) => (ok ? op : `${op} failed`))).toEqual([
        'begin',
        'savepoint',
        'delete',
        'release',
        'commit',
        'begin',
        'rollback',
      ]);
    });
  });
});

describeWith('postgres', 'on a server', () => {
  let server: BookServer;
  beforeAll(async () => {
    server = await openBookServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeClient('Drizzle on node-postgres', {
    system: 'postgresql',
    missingTable: '42P01',
    texts: drizzleTexts('$1'),
    open: (options) => {
      const pool = server.pool();
      return { client: stepsOn(tracedDrizzle(drizzleOnPg(pool), options)), close: () => pool.end() };
    },
  });

  describeClient('Drizzle on node-postgres, both traced', {
    system: 'postgresql',
    missingTable: '42P01',
    texts: drizzleTexts('$1'),
    open: (options) => {
      const pool = tracedPg(server.pool(), options);
      return { client: stepsOn(tracedDrizzle(drizzleOnPg(pool), options)), close: () => pool.end() };
    },
  });
});

describeWith('postgres', 'Drizzle on node-postgres', () => {
  failOnProblems();
  const traceOf = traceCalls();
  let server: BookServer;
  beforeAll(async () => {
    server = await openBookServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('reports a beginning that fails', async () => {
    const pool = server.pool();
    await pool.end();
    const db = tracedDrizzle(drizzleOnPg(pool));
    const trace = await traceOf(() => expect(db.transaction((tx) => tx.select().from(books))).rejects.toThrow('pool'));
    expect(trace.ops).toMatchObject([{ op: 'begin', ok: false, errorType: 'Error' }]);
  });

  it('reports what other calls do in the context of a connection that was opened within an operation', async () => {
    const pool = tracedPg(server.pool());
    const db = tracedDrizzle(drizzleOnPg(pool));
    const heard = new Promise<FnTrace>((resolve) => {
      pool.on('connect', (client) => {
        client.on('notification', () => resolve(traceOf(() => pool.query('select 1 from books'))));
      });
    });
    await traceOf(() => db.transaction((tx) => tx.execute(sql`listen shop`)));
    await pool.query('notify shop');
    expect((await heard).ops).toMatchObject([{ op: 'query', entity: 'books' }]);
    await pool.end();
  });
});

describeWith('better-sqlite3', 'embedded', () => {
  describeClient('Drizzle on better-sqlite3', {
    system: 'sqlite',
    missingTable: 'SQLITE_ERROR',
    isAsync: false,
    texts: drizzleTexts('?'),
    open: (options) => {
      const client = openBetterSqlite3();
      const db = tracedDrizzle(drizzleOnSqlite(client), options);
      const shelf = sqlite.sqliteTable('books', { id: sqlite.integer().primaryKey(), title: sqlite.text() });
      const steps = (on: Pick<typeof db, 'delete' | 'all'>): InTransaction => ({
        remove: (title) => on.delete(shelf).where(eq(shelf.title, title)).run(),
        fail: () => on.all(sql`select * from missing`),
      });
      return {
        client: {
          ...steps(db),
          add: (one, other) =>
            db
              .insert(shelf)
              .values([{ title: one }, { title: other }])
              .run(),
          list: () => db.select().from(shelf).all(),
          find: (title) => db.select().from(shelf).where(eq(shelf.title, title)),
          findLiterally: (title) => db.all(sql.raw(`select * from books where title = '${title}'`)),
          rename: (from, to) => db.update(shelf).set({ title: to }).where(eq(shelf.title, from)),
          transaction: (body) => db.transaction((tx) => body(steps(tx))),
        },
        close: () => client.close(),
      };
    },
  });
});

/** What it writes of its steps. */
function drizzleTexts(placeholder: string): Required<ClientSuite>['texts'] {
  return {
    find: `select "id", "title" from "books" where "books"."title" = ${placeholder}`,
    remove: `delete from "books" where "books"."title" = ${placeholder}`,
  };
}

/** @param database all drivers for Postgres have the same builders */
function stepsOn(database: unknown): ClientUnderTest {
  const db = database as NodePgDatabase;
  const steps = (on: Pick<NodePgDatabase, 'delete' | 'select'>): InTransaction => ({
    remove: (title) => on.delete(books).where(eq(books.title, title)),
    fail: () => on.select().from(missing),
  });
  return {
    ...steps(db),
    add: (one, other) => db.insert(books).values([{ title: one }, { title: other }]),
    list: () => db.select().from(books),
    find: (title) => db.select().from(books).where(eq(books.title, title)),
    findLiterally: (title) => db.execute(sql.raw(`select * from books where title = '${title}'`)),
    rename: (from, to) => db.update(books).set({ title: to }).where(eq(books.title, from)),
    transaction: (body) => db.transaction(async (tx) => body(steps(tx))),
  };
}

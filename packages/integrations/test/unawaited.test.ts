import { expectProblems, failOnProblems } from '@portcall/conformance';
import { tracedBetterSqlite3, tracedDialect, tracedDrizzle, tracedPg } from '@portcall/integrations';
import { describeWith } from '@portcall/real-parts';
import { traced } from '@portcall/trace';
import { sql } from 'drizzle-orm';
import { drizzle as drizzleOnSqlite } from 'drizzle-orm/better-sqlite3';
import { drizzle } from 'drizzle-orm/node-postgres';
import { pgTable, serial, text } from 'drizzle-orm/pg-core';
import * as sqlite from 'drizzle-orm/sqlite-core';
import knex from 'knex';
import { Kysely, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import { type BookServer, openBookServer } from './open-postgres.js';
import { openBetterSqlite3 } from './open-sqlite.js';
import { traceCalls } from './trace-calls.js';

const books = pgTable('books', { id: serial().primaryKey(), title: text() });
const late = 'call.late list';
const unawaited = 'call.unawaited list';

/** A call that gives what it gives without awaiting it. */
const list = <T>(body: () => T): T => traced('list', { type: 'query' }, body)();

describeWith('postgres', 'a query that its call does not wait for', () => {
  failOnProblems();
  const traceOf = traceCalls();
  let server: BookServer;
  let pool: Pool;
  let tracedPool: Pool;
  beforeAll(async () => {
    server = await openBookServer();
    pool = server.pool();
    tracedPool = tracedPg(server.pool({ max: 1 }));
  });
  afterAll(async () => {
    await Promise.all([pool.end(), tracedPool.end()]);
    await server[Symbol.asyncDispose]();
  });

  describe.each([
    ['on pg', () => pool],
    ['on pg that is traced as well', () => tracedPool],
  ])('of Drizzle %s', (_, driver) => {
    const open = () => tracedDrizzle(drizzle(driver(), { schema: { books } }));
    type Db = ReturnType<typeof open>;
    it.each<[string, (db: Db) => PromiseLike<unknown>]>([
      ['a select', (db) => db.select().from(books)],
      [
        'a select after with',
        (db) =>
          db
            .with(db.$with('b').as(db.select().from(books)))
            .select()
            .from(books),
      ],
      ['a delete', (db) => db.delete(books)],
      ['an insert', (db) => db.insert(books).values({ title: 'a' })],
      ['a relational query', (db) => db.query.books.findMany()],
      ['a text', (db) => db.execute(sql`select * from books`)],
    ])('is refused as late by the call that built it, once, and gives its rows: %s', async (_, build) => {
      const query = list(() => build(open()));
      await expect(query).resolves.toBeDefined();
      expectProblems(unawaited, late);
    });

    it('is reported to the call that awaits it, and to the one that built it while that is running', async () => {
      const db = open();
      const trace = await traceOf(async () => {
        await list(() => db.select().from(books));
        await list(async () => db.select().from(books));
      });
      expect(trace.ops).toMatchObject([{ op: 'query', entity: 'books' }]);
      expectProblems(unawaited);
    });

    it('may be run by anybody where the app has prepared it', async () => {
      const prepared = list(() => open().select().from(books).prepare('all_books'));
      expect(await prepared.execute()).toEqual(await prepared.execute());
    });

    it('is reported once where the database is traced twice, also within a call', async () => {
      const db = open();
      const trace = await traceOf(async () => {
        await tracedDrizzle(db).select().from(books);
      });
      expect(trace.ops).toMatchObject([{ op: 'query', entity: 'books' }]);
      expect(trace.ops).toHaveLength(1);
    });

    it("is nobody's where no call has built it", async () => {
      await open().select().from(books);
    });
  });

  it('of Kysely runs when it is executed, and is reported to the call that executes it', async () => {
    const db = new Kysely<{ books: { title: string } }>({ dialect: tracedDialect(new PostgresDialect({ pool })) });
    const query = list(() => db.selectFrom('books').selectAll());
    await query.execute();
    const trace = await traceOf(() => query.execute());
    expect(trace.ops).toMatchObject([{ op: 'query', entity: 'books' }]);
  });

  it('of Kysely is refused as late where it starts after its call has ended', async () => {
    const db = new Kysely<{ books: { title: string } }>({ dialect: tracedDialect(new PostgresDialect({ pool })) });
    let running: Promise<unknown> | undefined;
    list(() => {
      running = db.selectFrom('books').selectAll().execute();
    });
    await running;
    expectProblems(late);
  });

  it('of pg is refused as late where it starts after its call has ended', async () => {
    const only = await tracedPool.connect();
    let running: Promise<unknown> | undefined;
    list(() => {
      running = tracedPool.query('select * from books');
    });
    only.release();
    await running;
    expectProblems(late);
  });

  it('of pg is refused as late where it ends after its call, which follows no promise of another class', async () => {
    const client = await tracedPool.connect();
    class Other<T> extends Promise<T> {
      // biome-ignore lint/suspicious/noThenProperty: promises of some libraries have their own
      override then<A, B>(...args: Parameters<Promise<T>['then']>): Promise<A | B> {
        return super.then(...args) as Promise<A | B>;
      }
    }
    await list(() => new Other((resolve) => resolve(client.query('select * from books'))));
    client.release();
    expectProblems(unawaited, late);
  });

  it('of Knex, whose connections are traced, is reported to the call that awaits it', async () => {
    const db = knex({
      client: 'pg',
      connection: { connectionString: String(pool.options.connectionString) },
      pool: {
        afterCreate: (client: Parameters<typeof tracedPg>[0], done: (error: null, client: unknown) => void) =>
          done(null, tracedPg(client)),
      },
    });
    const trace = await traceOf(async () => {
      await list(() => db('books').select());
    });
    expect(trace.ops).toMatchObject([{ op: 'query', entity: 'books' }]);
    expectProblems(unawaited);
    await db.destroy();
  });
});

describeWith('better-sqlite3', 'a query that its call does not wait for', () => {
  failOnProblems();
  const traceOf = traceCalls();
  const shelf = sqlite.sqliteTable('books', { id: sqlite.integer().primaryKey(), title: sqlite.text() });
  const missing = sqlite.sqliteTable('missing', { id: sqlite.integer() });

  it('of Drizzle on SQLite is refused as late by the call that built it, also where it fails', async () => {
    const client = openBetterSqlite3();
    const db = tracedDrizzle(drizzleOnSqlite(client));
    expect(await list(() => db.select().from(shelf))).toEqual([]);
    expectProblems(unawaited, late);
    await expect(list(() => db.select().from(missing))).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
    expectProblems(late);
    list(() => db.select().from(shelf).prepare()).all();
    const trace = await traceOf(() => list(() => db.select().from(shelf)));
    expect(trace.ops).toMatchObject([{ op: 'query', entity: 'books', rowCount: 0 }]);
    client.close();
  });

  it('of better-sqlite3 is refused as late where its rows are read after the call', () => {
    const db = tracedBetterSqlite3(openBetterSqlite3());
    expect([...list(() => db.prepare('select * from books').iterate())]).toEqual([]);
    expectProblems(late);
    db.close();
  });
});

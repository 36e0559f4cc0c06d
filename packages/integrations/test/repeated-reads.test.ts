import { expectProblems, failOnProblems } from '@portcall/conformance';
import { tracedBetterSqlite3, tracedDrizzle, tracedKnex } from '@portcall/integrations';
import { type FnTrace, lintCalls, startTracing, traced } from '@portcall/trace';
import type { Database } from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import createKnex from 'knex';
import { CREATE_SQLITE_BOOKS, openBetterSqlite3 } from './open-sqlite.js';

failOnProblems();

const traces: FnTrace[] = [];
let stop: () => void;
const look = (repeatedRead: boolean): void => {
  ({ stop } = startTracing({ sinks: [lintCalls({ repeatedRead })], listeners: [(trace) => void traces.push(trace)] }));
};
beforeEach(() => traces.splice(0));
afterEach(() => stop());

const show = traced('show', { type: 'action' }, async (body: () => unknown) => {
  await body();
});

const reading = (db: Database, title: unknown): unknown => db.prepare('select * from books where title = ?').all(title);

it('finds a statement that is run again with the same values, and keeps none of them', async () => {
  look(true);
  const db = tracedBetterSqlite3(openBetterSqlite3());
  await show(() => [reading(db, 'secret'), reading(db, 'other'), reading(db, 'secret')]);
  expectProblems(/^show: read the same of books again in one call; pass on what was read, or keep it for the call$/);
  expect(JSON.stringify(traces)).not.toContain('secret');
  expect(Object.keys(traces[0]!.ops[0]!)).not.toContain('identity');
  db.close();
});

it('says nothing of other values, of other statements, after a write, and of values that it cannot tell apart', async () => {
  look(true);
  const db = tracedBetterSqlite3(openBetterSqlite3());
  await show(() => [reading(db, 'a'), reading(db, 'b'), db.prepare('select id from books where title = ?').all('a')]);
  await show(() => [reading(db, 'a'), db.prepare('delete from books').run(), reading(db, 'a')]);
  await show(() => [reading(db, new Uint8Array([1])), reading(db, new Uint8Array([1]))]);
  db.close();
});

it('works out nothing where nobody looks for it', async () => {
  look(false);
  const db = tracedBetterSqlite3(openBetterSqlite3());
  let looked = 0;
  const statement = db.prepare('select * from books where title = @title');
  await show(() =>
    statement.all({
      title: 'a',
      get unused() {
        looked += 1;
        return 'b';
      },
    }),
  );
  expect([traces[0]!.ops.length, looked]).toEqual([1, 0]);
  db.close();
});

it('finds it through builders', async () => {
  look(true);
  const db = openBetterSqlite3();
  const books = sqliteTable('books', { title: text() });
  const orm = tracedDrizzle(drizzle({ client: db }));
  const find = (title: string) => orm.select().from(books).where(eq(books.title, title));
  await show(async () => [await find('a'), await find('b')]);
  await traced('drizzle', { type: 'query' }, async () => [await find('a'), await find('a')])();
  const knex = tracedKnex(
    createKnex({ client: 'better-sqlite3', connection: ':memory:', pool: { min: 1, max: 1 }, useNullAsDefault: true }),
  );
  await knex.raw(CREATE_SQLITE_BOOKS);
  await traced('knex', { type: 'query' }, async () => {
    for (const title of ['a', 'b', 'a']) await knex('books').where({ title });
  })();
  expectProblems('call.repeated_read drizzle books', 'call.repeated_read knex books');
  await knex.destroy();
  db.close();
});

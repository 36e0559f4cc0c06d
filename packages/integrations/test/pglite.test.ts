import type { PGlite } from '@electric-sql/pglite';
import { identifier, raw, sql } from '@electric-sql/pglite/template';
import { failOnProblems } from '@portcall/conformance';
import { tracedPGlite } from '@portcall/integrations';
import type { ClientUnderTest, InTransaction } from './client-under-test.js';
import { describeClient } from './describe-client.js';
import { openPGlite } from './open-pglite.js';
import { traceCalls } from './trace-calls.js';

const steps = (on: Pick<PGlite, 'query' | 'sql'>): InTransaction => ({
  remove: (title) => on.query('delete from books where title = $1', [title]),
  fail: () => on.query('select * from missing'),
});

describeClient('PGlite', {
  system: 'postgresql',
  missingTable: '42P01',
  open: async (options) => {
    const db = tracedPGlite(await openPGlite(), options);
    const client: ClientUnderTest = {
      ...steps(db),
      add: (one, other) => db.query('insert into books (title) values ($1), ($2)', [one, other]),
      list: () => db.query('select * from books'),
      find: (title) => db.query('select * from books where title = $1', [title]),
      findLiterally: (title) => db.query(`select * from books where title = '${title}'`),
      rename: (from, to) => db.query('update books set title = $2 where title = $1', [from, to]),
      transaction: (body) => db.transaction(async (tx) => body(steps(tx))),
    };
    return { client, close: () => db.close() };
  },
});

const taggedSteps = (on: Pick<PGlite, 'sql'>): InTransaction => ({
  remove: (title) => on.sql`delete from books where title = ${title}`,
  fail: () => on.sql`select * from missing`,
});

describeClient('PGlite with sql``', {
  system: 'postgresql',
  missingTable: '42P01',
  open: async (options) => {
    const db = tracedPGlite(await openPGlite(), options);
    const client: ClientUnderTest = {
      ...taggedSteps(db),
      add: (one, other) => db.sql`insert into books (title) values (${one}), (${other})`,
      list: () => db.sql`select * from books`,
      find: (title) => db.sql`select * from books where title = ${title}`,
      findLiterally: (title) => db.exec(`select * from books where title = '${title}'`),
      rename: (from, to) => db.sql`update books set title = ${to} where title = ${from}`,
      transaction: (body) => db.transaction(async (tx) => body(taggedSteps(tx))),
    };
    return { client, close: () => db.close() };
  },
});

describe('PGlite', () => {
  failOnProblems();
  const traceOf = traceCalls();
  let db: PGlite;
  beforeAll(async () => {
    db = tracedPGlite(await openPGlite(), { queryText: true });
  }, 60_000);
  afterAll(() => db.close());

  it('reports a script once, with all its rows', async () => {
    const trace = await traceOf(() =>
      db.exec(
        "insert into books (title) values ('x'), ('y'); insert into books (title) values ('z'); delete from books where title in ('x', 'y', 'z')",
      ),
    );
    expect(trace.ops).toMatchObject([{ op: 'insert', entity: 'books', rowCount: 6, ok: true }]);
  });

  it('counts the rows that a query returned, and not those that the statements after it touched', async () => {
    const trace = await traceOf(() =>
      db.exec("select 1; insert into books (title) values ('x'), ('y'); delete from books"),
    );
    expect(trace.ops).toMatchObject([{ op: 'query', rowCount: 1 }]);
  });

  it('reports a rollback that the app asks for, and no commit', async () => {
    const trace = await traceOf(() =>
      db.transaction(async (tx) => {
        await tx.exec("insert into books (title) values ('x')");
        await tx.rollback();
      }),
    );
    expect(trace.ops.map(({ op }) => op)).toEqual(['begin', 'insert', 'rollback']);
  });

  it('reads a template as PGlite sends it, in a transaction and out of one', async () => {
    const nothing = sql``;
    const titled = (title: string) => sql`where title = ${title} and id > ${0}`;
    const count = (on: Pick<PGlite, 'sql'>) =>
      on.sql`select ${1}::int as one from ${identifier`books`} ${titled('x')} ${nothing}${raw`limit 7`}`;
    const trace = await traceOf(async () => {
      await count(db);
      await db.transaction((tx) => count(tx));
    });
    const text = 'select $1::int as one from "books" where title = $2 and id > $3 limit 7';
    expect(trace.ops.map(({ op, entity, text }) => [op, entity, text])).toEqual([
      ['query', 'books', text],
      ['begin', '', undefined],
      ['query', 'books', text],
      ['commit', '', undefined],
    ]);
  });

  it('reports a commit that Postgres refuses', async () => {
    const trace = await traceOf(async () => {
      const swallowed = db.transaction((tx) => tx.query('select * from missing').catch(() => undefined));
      await expect(swallowed).rejects.toMatchObject({ code: '25P02' });
    });
    expect(trace.ops.map(({ op, ok, errorType }) => [op, ok, errorType])).toEqual([
      ['begin', true, undefined],
      ['query', false, '42P01'],
      ['commit', false, '25P02'],
    ]);
  });
});

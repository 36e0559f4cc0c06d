import type { PGlite } from '@electric-sql/pglite';
import { failOnProblems } from '@portcall/conformance';
import { tracedPGlite } from '@portcall/integrations';
import type { InTransaction } from './client-under-test.js';
import { describeClient } from './describe-client.js';
import { openPGlite } from './open-pglite.js';
import { traceCalls } from './trace-calls.js';

let db: PGlite;
beforeAll(async () => {
  db = tracedPGlite(await openPGlite());
}, 60_000);
afterAll(() => db.close());

const steps = (on: Pick<PGlite, 'query' | 'sql'>): InTransaction => ({
  remove: (title) => on.query('delete from books where title = $1', [title]),
  fail: () => on.query('select * from missing'),
});

describeClient('PGlite', {
  system: 'postgresql',
  missingTable: '42P01',
  open: () => ({
    client: {
      ...steps(db),
      add: (one, other) => db.query('insert into books (title) values ($1), ($2)', [one, other]),
      list: () => db.query('select * from books'),
      find: (title) => db.query('select * from books where title = $1', [title]),
      findLiterally: (title) => db.query(`select * from books where title = '${title}'`),
      rename: (from, to) => db.query('update books set title = $2 where title = $1', [from, to]),
      transaction: (body) => db.transaction(async (tx) => body(steps(tx))),
    },
    close: () => undefined,
  }),
});

const taggedSteps = (on: Pick<PGlite, 'sql'>): InTransaction => ({
  remove: (title) => on.sql`delete from books where title = ${title}`,
  fail: () => on.sql`select * from missing`,
});

describeClient('PGlite with sql``', {
  system: 'postgresql',
  missingTable: '42P01',
  open: () => ({
    client: {
      ...taggedSteps(db),
      add: (one, other) => db.sql`insert into books (title) values (${one}), (${other})`,
      list: () => db.sql`select * from books`,
      find: (title) => db.sql`select * from books where title = ${title}`,
      findLiterally: (title) => db.exec(`select * from books where title = '${title}'`),
      rename: (from, to) => db.sql`update books set title = ${to} where title = ${from}`,
      transaction: (body) => db.transaction(async (tx) => body(taggedSteps(tx))),
    },
    close: () => undefined,
  }),
});

describe('PGlite', () => {
  failOnProblems();
  const traceOf = traceCalls();

  it('reports a script once, with all its rows', async () => {
    const trace = await traceOf(() =>
      db.exec(
        "insert into books (title) values ('x'), ('y'); insert into books (title) values ('z'); delete from books where title in ('x', 'y', 'z')",
      ),
    );
    expect(trace.ops).toMatchObject([{ op: 'insert', entity: 'books', rowCount: 6, ok: true }]);
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

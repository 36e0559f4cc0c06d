import { failOnProblems } from '@portcall/conformance';
import { tracedPostgres } from '@portcall/integrations/postgres';
import { type DatabaseServer, describeWith, startPostgres } from '@portcall/real-parts';
import postgres, { type Sql } from 'postgres';
import type { ClientUnderTest, InTransaction } from '../client-under-test.js';
import { describeClient } from '../describe-client.js';
import { CREATE_BOOKS } from '../open-pglite.js';
import { traceCalls } from '../trace-calls.js';

describeWith('postgres', 'postgres.js', () => {
  let server: DatabaseServer;
  const connect = (): Sql => postgres(server.url, { max: 2, onnotice: () => undefined });
  beforeAll(async () => {
    server = await startPostgres();
    const sql = connect();
    await sql.unsafe(CREATE_BOOKS);
    await sql.end();
  });
  afterAll(() => server.stop());

  describeClient('postgres.js', {
    system: 'postgresql',
    missingTable: '42P01',
    open: (options) => {
      const sql = tracedPostgres(connect(), options);
      return { client: stepsOf(sql), close: () => sql.end() };
    },
  });

  describe('postgres.js in its other forms', () => {
    failOnProblems();
    const traceOf = traceCalls();
    let sql: Sql;
    beforeAll(async () => {
      sql = tracedPostgres(connect());
      await sql`insert into books (title) values ('a'), ('b')`;
    });
    afterAll(() => sql.end());

    it('reports parts of queries with what they are parts of, cursors once, and reserved connections', async () => {
      const { ops } = await traceOf(async () => {
        const by = sql`where title in ${sql(['a', 'b'])}`;
        expect(await sql`select * from books ${by}`).toHaveLength(2);
        for await (const rows of sql`select * from books`.cursor(1)) expect(rows).toHaveLength(1);
        const reserved = await sql.reserve();
        await reserved`select 1`;
        reserved.release();
        await sql.notify('news', 'a');
      });
      expect(ops.map(({ op, entity, rowCount }) => `${op} ${entity} ${rowCount}`)).toEqual([
        'query books 2',
        'query books undefined',
        'query  1',
        'query  undefined',
      ]);
    });

    it('reports savepoints, and queries that a transaction gives back', async () => {
      let given: unknown;
      const { ops } = await traceOf(async () => {
        await sql.begin('read write', async (outer) => {
          await outer.savepoint((inner) => inner`update books set title = title`);
          await outer
            .savepoint('named', async (inner) => {
              await inner`select 1`;
              throw new Error('refused');
            })
            .catch(() => undefined);
        });
        given = await sql.begin((tx) => [tx`select 7 as x`, tx`select * from books`]);
      });
      expect(given).toMatchObject([[{ x: 7 }], [{ title: 'a' }, { title: 'b' }]]);
      expect(ops.map(({ op, entity }) => `${op} ${entity}`.trim())).toEqual([
        'begin',
        'savepoint',
        'update books',
        'savepoint',
        'query',
        'rollback',
        'commit',
        'begin',
        'query',
        'query books',
        'commit',
      ]);
    });

    it('traces once what is traced already, and leaves what was given alone', async () => {
      const plain = connect();
      const once = tracedPostgres(plain);
      expect(tracedPostgres(once)).toBe(once);
      expect(once.options).toBe(plain.options);
      const { ops } = await traceOf(async () => {
        await plain`select 1`;
        await tracedPostgres(once)`select 1`;
      });
      expect(ops).toHaveLength(1);
      await once.end();
    });

    it('takes what postgres.js makes alone', () => {
      // @ts-expect-error it has no transactions
      void ((): unknown => tracedPostgres({}));
      expect(() => tracedPostgres(sql, { text: true } as object)).toThrow('unknown option "text"');
    });
  });
});

function stepsOf(sql: Sql): ClientUnderTest {
  return {
    ...inTransaction(sql),
    add: (one, other) => sql`insert into books ${sql([{ title: one }, { title: other }])}`,
    list: () => sql`select * from books`,
    find: (title) => sql`select * from books where title = ${title}`,
    findLiterally: (title) => sql.unsafe(`select * from books where title = '${title}'`),
    rename: (from, to) => sql`update books set title = ${to} where title = ${from}`,
    transaction: (body) => sql.begin(async (tx) => body(inTransaction(tx))),
  };
}

function inTransaction(
  sql: Pick<Sql, never> & ((text: TemplateStringsArray, ...values: string[]) => unknown),
): InTransaction {
  return {
    remove: (title) => sql`delete from books where title = ${title}`,
    fail: () => sql`select * from missing`,
  };
}

import { failOnProblems } from '@portcall/conformance';
import { tracedTypeORM } from '@portcall/integrations/typeorm';
import { type DatabaseServer, describeWith, startPostgres } from '@portcall/real-parts';
import { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { listenToChannels } from '../channels/listening.js';
import { openBookMariaDb } from '../channels/open-mariadb.js';
import { describeClient } from '../describe-client.js';
import { CREATE_BOOKS } from '../open-pglite.js';
import { CREATE_SQLITE_BOOKS } from '../open-sqlite.js';
import { traceCalls } from '../trace-calls.js';
import { dataSource, typeormClient } from './typeorm-client.js';

const openSqlite = (): DataSource =>
  dataSource({
    type: 'better-sqlite3',
    database: ':memory:',
    prepareDatabase: (db: { exec(text: string): void }) => db.exec(CREATE_SQLITE_BOOKS),
  });

describeClient('TypeORM on better-sqlite3', {
  system: 'sqlite',
  missingTable: 'SQLITE_ERROR',
  texts: typeormTexts('"', '?'),
  open: (options) => typeormClient(tracedTypeORM(openSqlite(), options)),
});

describeWith('postgres', 'TypeORM on PostgreSQL', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startPostgres();
    const pool = new Pool({ connectionString: server.url });
    await pool.query(CREATE_BOOKS);
    await pool.end();
  });
  afterAll(() => server.stop());

  describeClient('TypeORM on pg', {
    system: 'postgresql',
    missingTable: '42P01',
    texts: typeormTexts('"', '$1'),
    open: (options) => typeormClient(tracedTypeORM(dataSource({ type: 'postgres', url: server.url }), options)),
  });
});

describeWith('mariadbd', 'TypeORM on MariaDB', () => {
  listenToChannels();
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await openBookMariaDb();
  }, 60_000);
  afterAll(() => server.stop());

  describeClient('TypeORM on mysql2, whose channels are listened to', {
    system: 'mysql',
    missingTable: 'ER_NO_SUCH_TABLE',
    texts: typeormTexts('`', '?'),
    open: (options) => typeormClient(tracedTypeORM(dataSource({ type: 'mysql', url: server.url }), options)),
  });

  describe('TypeORM reading rows one by one', () => {
    failOnProblems();
    const traceOf = traceCalls();

    it('reports a stream once, with its rows', async () => {
      const source = tracedTypeORM(dataSource({ type: 'mysql', url: server.url }));
      await source.initialize();
      await source.query("insert into books (title) values ('x'), ('y')");
      const { ops } = await traceOf(async () => {
        const runner = source.createQueryRunner();
        const read = async (text: string): Promise<number> => {
          let rows = 0;
          for await (const _ of await runner.stream(text)) rows += 1;
          return rows;
        };
        expect(await read('select * from books')).toBe(2);
        await expect(read('select * from missing')).rejects.toMatchObject({ code: 'ER_NO_SUCH_TABLE' });
        await runner.release();
      });
      expect(ops.map(({ entity, rowCount, errorType }) => `${entity} ${rowCount ?? errorType}`)).toEqual([
        'books 2',
        'missing ER_NO_SUCH_TABLE',
      ]);
      await source.destroy();
    });
  });
});

describe('TypeORM in its other forms', () => {
  failOnProblems();
  const traceOf = traceCalls();
  let source: DataSource;
  beforeAll(async () => {
    source = tracedTypeORM(openSqlite());
    await source.initialize();
  });
  afterAll(() => source.destroy());

  it('sees a data source once, however often it is given, and gives back the data source itself', async () => {
    expect(tracedTypeORM(source)).toBe(source);
    const { ops } = await traceOf(() => source.query('select 1'));
    expect(ops).toMatchObject([{ op: 'query', entity: '', rowCount: 1 }]);
    expect(ops).toHaveLength(1);
  });

  it('reports transactions in transactions, and those of query runners', async () => {
    const { ops } = await traceOf(() =>
      source.transaction(async (outer) => {
        await outer.transaction((inner) => inner.insert('books', { title: 'a' }));
        await outer.queryRunner!.startTransaction();
        await outer.queryRunner!.rollbackTransaction();
        await outer.delete('books', { title: 'a' });
      }),
    );
    expect(ops.map(({ op, entity }) => `${op} ${entity}`.trim())).toEqual([
      'begin',
      'savepoint',
      'insert books',
      'release',
      'savepoint',
      'rollback',
      'delete books',
      'commit',
    ]);
  });

  it('reports what repositories, builders and saved entities ask for', async () => {
    const books = source.getRepository('books');
    const { ops } = await traceOf(async () => {
      const saved = await books.save({ title: 'a' });
      await books.save({ ...saved, title: 'b' });
      await source
        .createQueryBuilder()
        .select('b')
        .from('books', 'b')
        .where('b.title = :title', { title: 'b' })
        .getOne();
      await books.count();
      await books.clear();
    });
    expect(ops.map(({ op, entity }) => `${op} ${entity}`).filter((one) => one.endsWith('books'))).toEqual([
      'insert books',
      'query books',
      'update books',
      'query books',
      'query books',
      'delete books',
    ]);
  });

  it('reports a connection that cannot be had', async () => {
    const nobody = tracedTypeORM(dataSource({ type: 'postgres', host: '127.0.0.1', port: 1 }));
    const runner = nobody.createQueryRunner();
    const { ops } = await traceOf(() => runner.query('select 1').catch(() => undefined));
    expect(ops).toMatchObject([{ op: 'connect', entity: '', ok: false }]);
    expect(ops).toHaveLength(1);
  });

  it('takes what is a data source alone', () => {
    // @ts-expect-error it has no options
    expect(() => tracedTypeORM({})).toThrow();
    expect(() => tracedTypeORM(source, { text: true } as object)).toThrow('unknown option "text"');
  });
});

/** What it writes of its steps. */
function typeormTexts(quote: string, placeholder: string): { find: string; remove: string } {
  const name = (...plain: string[]): string => plain.map((one) => `${quote}${one}${quote}`).join('.');
  const columns = ['id', 'title'].map((one) => `${name('books', one)} AS ${name(`books_${one}`)}`).join(', ');
  return {
    find: `SELECT ${columns} FROM ${name('books')} ${name('books')} WHERE ((${name('books', 'title')} = ${placeholder}))`,
    remove: `DELETE FROM ${name('books')} WHERE ${name('title')} = ${placeholder}`,
  };
}

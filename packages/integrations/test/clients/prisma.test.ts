import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failOnProblems } from '@portcall/conformance';
import { tracedBetterSqlite3 } from '@portcall/integrations/better-sqlite3';
import { tracedPrisma } from '@portcall/integrations/prisma';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type { Database } from 'better-sqlite3';
import type { ClientUnderTest, InTransaction } from '../client-under-test.js';
import { describeClient } from '../describe-client.js';
import { CREATE_SQLITE_BOOKS } from '../open-sqlite.js';
import { traceCalls } from '../trace-calls.js';
import { type Generated, generateClient, type ShopClient } from './prisma/generate.js';

// What adapters open is traced as well, as what is injected into drivers would do it.
jest.mock('better-sqlite3', () => {
  const Sqlite = jest.requireActual<new (file: string, options?: object) => Database>('better-sqlite3');
  return class extends Sqlite {
    constructor(file: string, options?: object) {
      super(file, options);
      opened.push(tracedBetterSqlite3(this as Database));
    }
  };
});

const opened: Database[] = [];

describe('Prisma', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-prisma-'));
  let generated: Generated;
  beforeAll(async () => {
    generated = await generateClient();
  }, 60_000);
  afterAll(() => {
    generated[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  let files = 0;
  function openPrisma(options: object = {}): ShopClient {
    files += 1;
    const file = join(folder, `${files}.db`);
    const Sqlite = jest.requireActual<new (file: string) => Database>('better-sqlite3');
    const db = new Sqlite(file);
    db.exec(CREATE_SQLITE_BOOKS);
    db.close();
    return new generated.PrismaClient({ adapter: new PrismaBetterSqlite3({ url: `file:${file}` }), ...options });
  }

  describeClient('Prisma on its adapter for better-sqlite3, which is traced too', {
    system: 'sqlite',
    missingTable: 'P2021',
    knowsTexts: false,
    open: (options) => {
      const client = tracedPrisma(openPrisma(), options);
      return { client: stepsOf(client), close: () => client.$disconnect() };
    },
  });

  describe('Prisma in its other forms', () => {
    failOnProblems();
    const traceOf = traceCalls();
    let client: ShopClient;
    beforeAll(() => {
      client = tracedPrisma(openPrisma());
    });
    afterAll(() => client.$disconnect());
    beforeEach(() => client.book.deleteMany());

    it('stands on a driver that is traced', () => {
      expect(opened.length).toBeGreaterThan(0);
    });

    it('reports every method as SQL has it, with the rows of its table', async () => {
      const { ops } = await traceOf(async () => {
        await client.book.create({ data: { id: 7, title: 'a' } });
        await client.book.createMany({ data: [{ title: 'b' }, { title: 'c' }] });
        await client.book.findUnique({ where: { id: 7 } });
        await client.book.findUnique({ where: { id: 99 } });
        await client.book.count();
        await client.book.aggregate({ _max: { id: true } });
        await client.book.groupBy({ by: ['title'] });
        await client.book.update({ where: { id: 7 }, data: { title: 'd' } });
        await client.book.upsert({ where: { id: 7 }, create: { title: 'e' }, update: { title: 'f' } });
        await client.book.deleteMany();
      });
      expect(ops.map(({ op, entity, rowCount }) => `${op} ${entity} ${rowCount}`)).toEqual([
        'insert books 1',
        'insert books 2',
        'query books 1',
        'query books 0',
        'count books undefined',
        'aggregate books undefined',
        'aggregate books 3',
        'update books 1',
        'upsert books 1',
        'delete books 3',
      ]);
    });

    it('reports raw statements, with their texts where these are asked for', async () => {
      const asked = tracedPrisma(openPrisma(), { queryText: true });
      const { ops } = await traceOf(async () => {
        await asked.$executeRaw`insert into books (title) values (${'secret'})`;
        await asked.$queryRaw`select * from books where title = ${'secret'}`;
        await asked.$queryRawUnsafe('select * from books where title = ?', 'secret');
        await asked.book.findMany();
      });
      const where = 'select * from books where title = ?';
      expect(ops.map(({ op, entity, rowCount, text }) => [`${op} ${entity} ${rowCount}`, text])).toEqual([
        ['insert books 1', 'insert into books (title) values (?)'],
        ['query books 1', where],
        ['query books 1', where],
        ['query books 1', undefined],
      ]);
      await asked.$disconnect();
    });

    it('reports a batch with its beginning and its end, and nothing that was not run', async () => {
      let given: unknown;
      const { ops } = await traceOf(async () => {
        given = await client.$transaction([client.book.create({ data: { id: 1, title: 'a' } }), client.book.count()]);
        const failing = client.$transaction([
          client.book.deleteMany(),
          client.$queryRawUnsafe('select * from missing'),
          client.book.count(),
        ]);
        await expect(failing).rejects.toMatchObject({ code: 'P2010' });
      });
      expect(given).toEqual([{ id: 1, title: 'a' }, 1]);
      const named = ops.map(({ op, entity, errorType = '' }) => `${op} ${entity} ${errorType}`.trim());
      expect([named[0], named.slice(1, 3).sort(), named[3]]).toEqual([
        'begin',
        ['count books', 'insert books'],
        'commit',
      ]);
      expect([named[4], named.slice(5, 7).sort(), named[7]]).toEqual([
        'begin',
        ['delete books', 'query missing P2010'],
        'rollback',
      ]);
      expect(ops).toHaveLength(8);
    });

    it('belongs to whoever waits for it, and to nobody before', async () => {
      let made: Promise<unknown> | undefined;
      const first = await traceOf(async () => {
        made = client.book.findMany();
        await client.book.count();
      });
      const second = await traceOf(() => made);
      expect(first.ops.map(({ op }) => op)).toEqual(['count']);
      expect(second.ops.map(({ op }) => op)).toEqual(['query']);
    });

    it('goes on being extended, in transactions too, and lets its events be heard', async () => {
      const heard: string[] = [];
      const asked: string[] = [];
      const listening = tracedPrisma(openPrisma({ log: [{ emit: 'event', level: 'query' }] }));
      listening.$on('query', ({ query }) => void heard.push(query));
      const extended = listening.$extends({
        query: {
          $allOperations: ({
            operation,
            args,
            query,
          }: {
            operation: string;
            args: unknown;
            query: (a: unknown) => unknown;
          }) => {
            asked.push(operation);
            return query(args);
          },
        },
      });
      const { ops } = await traceOf(() =>
        extended.$transaction(async (transaction) => {
          await transaction.book.findMany();
        }),
      );
      expect(ops.map(({ op }) => op)).toEqual(['begin', 'query', 'commit']);
      expect(asked).toEqual(['findMany']);
      expect(heard).toContainEqual(expect.stringMatching(/^SELECT .*books/));
      await listening.$disconnect();
    });

    it('traces once what is traced already', async () => {
      expect(tracedPrisma(client)).toBe(client);
      const { ops } = await traceOf(() => tracedPrisma(client).book.count());
      expect(ops).toHaveLength(1);
    });

    it('takes what is a client alone', () => {
      // @ts-expect-error it has no transactions
      expect(() => tracedPrisma({})).toThrow();
      expect(() => tracedPrisma(client, { text: true } as object)).toThrow('unknown option "text"');
    });
  });
});

function stepsOf(client: ShopClient): ClientUnderTest {
  return {
    ...inTransaction(client),
    add: (one, other) => client.book.createMany({ data: [{ title: one }, { title: other }] }),
    list: () => client.book.findMany(),
    find: (title) => client.book.findMany({ where: { title } }),
    findLiterally: (title) => client.$queryRawUnsafe(`select * from books where title = '${title}'`),
    rename: (from, to) => client.book.updateMany({ where: { title: from }, data: { title: to } }),
    transaction: (body) => client.$transaction(async (transaction) => body(inTransaction(transaction))),
  };
}

function inTransaction(client: ShopClient): InTransaction {
  return {
    remove: (title) => client.book.deleteMany({ where: { title } }),
    fail: () => client.missing.findMany(),
  };
}

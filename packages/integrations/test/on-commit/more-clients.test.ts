import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Transaction } from '@libsql/client';
import { allowProblems, failOnProblems } from '@portcall/conformance';
import {
  tracedKnex,
  tracedLibsql,
  tracedMongo,
  tracedPostgres,
  tracedPrisma,
  tracedTypeORM,
} from '@portcall/integrations';
import { describeWith, startFerretDb } from '@portcall/real-parts';
import { type RunningTracing, startTracing, traced } from '@portcall/trace';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import * as fc from 'fast-check';
import createKnex, { type Knex } from 'knex';
import { MongoClient } from 'mongodb';
import postgres, { type Sql } from 'postgres';
import { DataSource, type EntityManager } from 'typeorm';
import { generateClient } from '../clients/prisma/generate.js';
import { type BookServer, openBookServer } from '../open-postgres.js';
import { CREATE_SQLITE_BOOKS } from '../open-sqlite.js';
import { anyProgram, books, type Client, COUNT, counted, kept, program, swallowing } from './programs.js';

failOnProblems();

let tracing: RunningTracing;
beforeAll(() => {
  tracing = startTracing();
});
afterAll(() => tracing.stop());
beforeEach(() => kept.reset());

/** What programs store of all they do is what they have counted. */
async function expectRowsToBeCounted(client: Client, stored: () => Promise<number>, numRuns = 60): Promise<void> {
  const run = program(client);
  await fc.assert(
    fc.asyncProperty(anyProgram, async (steps) => {
      const before = await stored();
      kept.reset();
      await run(steps);
      expect(counted()).toBe((await stored()) - before);
    }),
    { numRuns },
  );
}

describeWith('postgres', 'what is recorded with onCommit on PostgreSQL', () => {
  let server: BookServer;
  let url = '';
  const stored = async (): Promise<number> => {
    const pool = server.pool({ max: 1 });
    const { rows } = await pool.query<{ n: string }>(COUNT);
    await pool.end();
    return Number(rows[0]!.n);
  };
  beforeAll(async () => {
    server = await openBookServer();
    const pool = server.pool();
    url = (pool.options as { connectionString?: string }).connectionString!;
    await pool.end();
  }, 60_000);
  afterAll(() => server[Symbol.asyncDispose]());

  it('is what Knex has stored, with savepoints', async () => {
    const knex = tracedKnex(createKnex({ client: 'pg', connection: url }));
    const over = (db: Knex): Client => ({
      run: (statement) => db.raw(statement),
      transaction: (body) => db.transaction((tx) => body(over(tx))),
    });
    await expectRowsToBeCounted(over(knex), stored);
    await knex.destroy();
  }, 120_000);

  it('is what TypeORM has stored, with savepoints', async () => {
    const source = await tracedTypeORM(new DataSource({ type: 'postgres', url })).initialize();
    const over = (manager: EntityManager): Client => ({
      run: (statement) => manager.query(statement),
      transaction: (body) => manager.transaction((inner) => body(over(inner))),
    });
    await expectRowsToBeCounted(over(source.manager), stored);
    await source.destroy();
  }, 120_000);

  it('is what postgres.js has stored, with savepoints', async () => {
    // It fails a transaction as a whole, whoever has caught what has failed in it.
    allowProblems();
    const root = tracedPostgres(postgres(url, { max: 2, onnotice: () => undefined }));
    const over = (sql: Pick<Sql, 'unsafe'>): Client => ({
      run: (statement) => sql.unsafe(statement),
      transaction: (body) =>
        'savepoint' in sql
          ? (sql as postgres.TransactionSql).savepoint((inner) => body(over(inner)))
          : (sql as Sql).begin((tx) => body(over(tx))),
    });
    await expectRowsToBeCounted(over(root), stored);
    await root.end();
  }, 120_000);
});

describe('what is recorded with onCommit on files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-on-commit-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is what libSQL has stored', async () => {
    const client = tracedLibsql(createClient({ url: `file:${join(folder, 'libsql.db')}` }));
    await client.execute(CREATE_SQLITE_BOOKS);
    const over = (transaction?: Transaction): Client => ({
      run: (statement) => (transaction ?? client).execute(statement),
      async transaction(body) {
        // There are none in others.
        if (transaction !== undefined) return body(over(transaction));
        const begun = await client.transaction('write');
        try {
          await body(over(begun));
          await begun.commit();
        } finally {
          begun.close();
        }
      },
    });
    await expectRowsToBeCounted(over(), async () => Number((await client.execute(COUNT)).rows[0]?.['n']));
    client.close();
  }, 120_000);

  it('is discarded where the commit of libSQL fails, which ends the transaction', async () => {
    const client = tracedLibsql(createClient({ url: `file:${join(folder, 'failing.db')}` }));
    await client.execute('create table shelves (id integer primary key)');
    await client.execute('create table volumes (shelf integer references shelves deferrable initially deferred)');
    await traced('add', { type: 'mutation' }, async () => {
      const transaction = await client.transaction('write');
      await transaction.execute('pragma defer_foreign_keys = on');
      await transaction.execute('insert into volumes values (7)');
      books.onCommit.add(1);
      await swallowing(() => transaction.commit());
      books.onCommit.add(10);
    })();
    const { rows } = await client.execute('select count(*) as n from volumes');
    expect([rows[0]?.['n'], counted()]).toEqual([0, 10]);
    client.close();
  });

  it('is what Prisma has stored', async () => {
    using generated = await generateClient();
    const adapter = new PrismaBetterSqlite3({ url: `file:${join(folder, 'prisma.db')}` });
    const client = tracedPrisma(new generated.PrismaClient({ adapter }));
    await client.$executeRawUnsafe(CREATE_SQLITE_BOOKS);
    const over = (db: typeof client, isInside = false): Client => ({
      run: (statement) => db.$executeRawUnsafe(statement),
      transaction: (body) => (isInside ? body(over(db, true)) : db.$transaction((tx) => body(over(tx, true)))),
    });
    await expectRowsToBeCounted(over(client), async () => client.book.count(), 30);
    await client.$disconnect();
  }, 120_000);
});

describeWith('ferretdb', "what is recorded with onCommit in sessions of MongoDB's driver", () => {
  it('counts when they commit, and is discarded where they do not', async () => {
    const server = await startFerretDb();
    const client = tracedMongo(new MongoClient(server.url));
    await traced('sessions', { type: 'mutation' }, () =>
      client.withSession(async (session) => {
        session.startTransaction();
        books.onCommit.add(1);
        expect(counted()).toBe(0);
        await session.commitTransaction();
        expect(counted()).toBe(1);
        session.startTransaction();
        books.onCommit.add(10);
        await session.abortTransaction();
        session.startTransaction();
        // The end of a session rolls back what is open.
        books.onCommit.add(100);
      }),
    )();
    expect(counted()).toBe(1);
    await client.close();
    await server.stop();
  }, 60_000);
});

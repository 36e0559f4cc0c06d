import { allowProblems, failOnProblems } from '@portcall/conformance';
import { tracedBetterSqlite3, tracedDialect, tracedDrizzle, tracedPg } from '@portcall/integrations';
import { describeWith } from '@portcall/real-parts';
import { type RunningTracing, startTracing, traced } from '@portcall/trace';
import { sql as drizzleSql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import * as fc from 'fast-check';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { PoolClient } from 'pg';
import { type BookServer, openBookServer } from '../open-postgres.js';
import { openBetterSqlite3 } from '../open-sqlite.js';
import {
  anyProgram,
  books,
  type Client,
  COUNT,
  counted,
  discarded,
  INSERT,
  kept,
  program,
  Refused,
  rolledBack,
  type Step,
  swallowing,
} from './programs.js';

failOnProblems();

let tracing: RunningTracing;
beforeAll(() => {
  tracing = startTracing();
});
afterAll(() => tracing.stop());
beforeEach(() => kept.reset());

describeWith('postgres', 'what is recorded with onCommit on PostgreSQL', () => {
  let server: BookServer;
  beforeAll(async () => {
    server = await openBookServer();
  }, 60_000);
  afterAll(() => server[Symbol.asyncDispose]());

  /** What a program stores of all it does is what it has counted. */
  async function expectRowsToBeCounted<P>(
    programs: fc.Arbitrary<P>,
    run: (program: P) => Promise<unknown>,
  ): Promise<void> {
    const pool = server.pool();
    try {
      await fc.assert(
        fc.asyncProperty(programs, async (given) => {
          await pool.query('truncate books');
          kept.reset();
          await run(given);
          const { rows } = await pool.query<{ n: string }>(COUNT);
          expect(counted()).toBe(Number(rows[0]!.n));
        }),
        { numRuns: 60 },
      );
    } finally {
      await pool.end();
    }
  }

  it('is what Drizzle has stored, with savepoints', async () => {
    const pool = server.pool();
    const over = (db: Pick<ReturnType<typeof drizzle>, 'execute' | 'transaction'>): Client => ({
      run: (statement) => db.execute(drizzleSql.raw(statement)),
      transaction: (body) => db.transaction((tx) => body(over(tx as unknown as typeof db))),
    });
    await expectRowsToBeCounted(anyProgram, program(over(tracedDrizzle(drizzle({ client: pool })))));
    await pool.end();
  }, 120_000);

  it('is what Kysely has stored', async () => {
    const db = new Kysely<unknown>({ dialect: tracedDialect(new PostgresDialect({ pool: server.pool() })) });
    const over = (executor: typeof db): Client => ({
      run: (statement) => sql.raw(statement).execute(executor),
      transaction: (body) =>
        executor.isTransaction ? body(over(executor)) : executor.transaction().execute((tx) => body(over(tx))),
    });
    await expectRowsToBeCounted(anyProgram, program(over(db)));
    await db.destroy();
  }, 120_000);

  it('is what statements of transactions have stored, in whatever order they come', async () => {
    allowProblems();
    const pool = tracedPg(server.pool());
    const statements = [
      'begin',
      'commit',
      'rollback',
      'savepoint a',
      'savepoint b',
      'rollback to savepoint a',
      'rollback to b',
      'release a',
      'select * from missing',
      ...Array.from({ length: 5 }, () => INSERT),
    ];
    const step = fc.record({ statement: fc.constantFrom(...statements), inCall: fc.boolean() });
    const run = traced(
      'program',
      { type: 'mutation' },
      async (client: PoolClient, steps: readonly { statement: string; inCall: boolean }[]) => {
        for (const { statement, inCall } of steps) {
          const one = async (): Promise<void> => {
            await client.query(statement);
            if (statement === INSERT) books.onCommit.add(1);
          };
          await swallowing(inCall && statement !== 'begin' ? traced('step', { type: 'mutation' }, one) : one);
        }
      },
    );
    await expectRowsToBeCounted(fc.array(step, { maxLength: 14 }), async (steps) => {
      const client = await pool.connect();
      await run(client, steps);
      await client.query('rollback');
      client.release();
    });
    await pool.end();
  }, 120_000);

  it('is told apart for connections that are in transactions at the same time', async () => {
    const pool = tracedPg(server.pool());
    await traced('two', { type: 'mutation' }, async () => {
      const [one, other] = [await pool.connect(), await pool.connect()];
      await one.query('begin');
      books.onCommit.add(1);
      await other.query('begin');
      books.onCommit.add(10);
      await one.query('commit');
      expect(counted()).toBe(1);
      await other.query('rollback');
      for (const client of [one, other]) client.release();
    })();
    expect(counted()).toBe(1);
    await pool.end();
  });

  it('is rolled back by the COMMIT of a transaction that has failed, which is then no commit', async () => {
    const pool = tracedPg(server.pool());
    const ops: string[] = [];
    using _ = tracing.onTrace((trace) => ops.push(...trace.ops.map(({ op }) => op)));
    await traced('failed', { type: 'mutation' }, async () => {
      const client = await pool.connect();
      await client.query('begin');
      books.onCommit.add(1);
      await swallowing(() => client.query('select * from missing'));
      await client.query('commit');
      client.release();
    })();
    expect(ops).toEqual(['begin', 'query', 'rollback']);
    expect(counted()).toBe(0);
    await pool.end();
  });
});

it('is what better-sqlite3 has stored, with savepoints', () => {
  const db = tracedBetterSqlite3(openBetterSqlite3());
  const insert = db.prepare(INSERT);
  const add = (): void => {
    insert.run();
    books.onCommit.add(1);
  };
  const run = (steps: readonly Step[]): void => {
    for (const step of steps) {
      try {
        if (step === 'insert') add();
        else if (step === 'inCall') traced('add', { type: 'mutation' }, add)();
        else if (step === 'fail') db.exec('select * from missing');
        else
          db.transaction(() => {
            run(step.steps);
            if (step.refused) throw new Refused();
          })();
      } catch {
        // Programs go on.
      }
    }
  };
  const runProgram = traced('program', { type: 'mutation' }, run);
  fc.assert(
    fc.property(anyProgram, (steps) => {
      db.exec('delete from books');
      kept.reset();
      const before = discarded();
      runProgram(steps);
      const { n } = db.prepare(COUNT).get() as { n: number };
      expect(counted()).toBe(n);
      expect(discarded() - before).toBe(rolledBack(steps, false));
    }),
  );
  db.close();
});

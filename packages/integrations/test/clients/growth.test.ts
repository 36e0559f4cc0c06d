import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { failOnProblems } from '@portcall/conformance';
import {
  tracedKnex,
  tracedLibsql,
  tracedMongo,
  tracedPostgres,
  tracedPrisma,
  tracedTypeORM,
} from '@portcall/integrations';
import { describeWith, startFerretDb, startPostgres } from '@portcall/real-parts';
import { type RunningTracing, startTracing } from '@portcall/trace';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import createKnex from 'knex';
import { MongoClient } from 'mongodb';
import postgres from 'postgres';
import { DataSource } from 'typeorm';
import { growthOf, MOST_GROWTH } from '../growth-of.js';
import { generateClient } from './prisma/generate.js';

/** A hundred thousand where there is time for them. */
const OPERATIONS = process.env['PORTCALL_SOAK'] === undefined ? 4_000 : 100_000;

describe('many operations', () => {
  failOnProblems();
  const folder = mkdtempSync(join(tmpdir(), 'portcall-growth-'));
  let tracing: RunningTracing;
  let operations = 0;
  beforeAll(() => {
    tracing = startTracing({ listeners: [({ opSummary }) => (operations += opSummary.count)] });
  });
  afterAll(() => {
    tracing.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function expectNoGrowth(ask: () => PromiseLike<unknown>): Promise<void> {
    operations = 0;
    const growth = await growthOf((done) => void ask().then(done), OPERATIONS);
    expect(operations).toBe(OPERATIONS);
    expect(growth).toBeLessThan(MOST_GROWTH);
  }

  it('by libSQL leave nothing behind', async () => {
    const client = tracedLibsql(createClient({ url: `file:${join(folder, 'libsql.db')}` }));
    await expectNoGrowth(() => client.execute('select 1'));
    client.close();
  }, 300_000);

  it('by Knex leave nothing behind', async () => {
    const connection = { filename: join(folder, 'knex.db') };
    const knex = tracedKnex(createKnex({ client: 'better-sqlite3', connection, useNullAsDefault: true }));
    await expectNoGrowth(() => knex.raw('select 1'));
    await knex.destroy();
  }, 300_000);

  it('by TypeORM leave nothing behind', async () => {
    const database = join(folder, 'typeorm.db');
    const source = await tracedTypeORM(new DataSource({ type: 'better-sqlite3', database })).initialize();
    await expectNoGrowth(() => source.query('select 1'));
    await source.destroy();
  }, 300_000);

  it('by Prisma leave nothing behind', async () => {
    using generated = await generateClient();
    const adapter = new PrismaBetterSqlite3({ url: `file:${join(folder, 'prisma.db')}` });
    const client = tracedPrisma(new generated.PrismaClient({ adapter }));
    await expectNoGrowth(() => client.$queryRawUnsafe('select 1'));
    await client.$disconnect();
  }, 300_000);

  describeWith('postgres', 'of PostgreSQL', () => {
    it('by postgres.js leave nothing behind', async () => {
      const server = await startPostgres();
      const sql = tracedPostgres(postgres(server.url, { max: 2, onnotice: () => undefined }));
      await expectNoGrowth(() => sql`select 1`);
      await sql.end();
      await server.stop();
    }, 300_000);
  });

  describeWith('ferretdb', 'of FerretDB', () => {
    it("by MongoDB's driver leave nothing behind", async () => {
      const server = await startFerretDb();
      const client = tracedMongo(new MongoClient(server.url));
      await expectNoGrowth(() => client.db().command({ ping: 1 }));
      await client.close();
      await server.stop();
    }, 300_000);
  });
});

import * as clients from '../../src/index.js';
import { tracedPool } from '../../src/jobs/worker-threads.js';

type Tracing = (client: never, options?: object) => unknown;

const TRACING: Readonly<Record<string, readonly [tracing: Tracing, called: string]>> = {
  tracedPg: [clients.tracedPg, 'a client of pg; give new Client(…) or new Pool(…)'],
  tracedPGlite: [clients.tracedPGlite, 'a database of PGlite; give new PGlite(…)'],
  tracedBetterSqlite3: [clients.tracedBetterSqlite3, 'a database of better-sqlite3; give new Database(…)'],
  tracedNodeSqlite: [clients.tracedNodeSqlite, 'a database of node:sqlite; give new DatabaseSync(…)'],
  tracedDrizzle: [clients.tracedDrizzle, 'a database of Drizzle; give what drizzle() gives'],
  tracedDialect: [clients.tracedDialect, 'a dialect of Kysely; give the dialect that new Kysely() would get'],
  tracedKnex: [clients.tracedKnex, 'an instance of Knex; give what knex() gives'],
  tracedPrisma: [clients.tracedPrisma, 'a client of Prisma; give new PrismaClient(…)'],
  tracedTypeORM: [clients.tracedTypeORM, 'a data source of TypeORM; give new DataSource(…)'],
  tracedMongo: [clients.tracedMongo, 'a client of MongoDB; give new MongoClient(…)'],
  tracedLibsql: [clients.tracedLibsql, 'a client of libSQL; give what createClient() gives'],
  tracedPostgres: [clients.tracedPostgres, 'a function of postgres.js; give what postgres() gives'],
  tracedOpenAI: [clients.tracedOpenAI, 'a client of OpenAI; give new OpenAI(…)'],
  tracedAnthropic: [clients.tracedAnthropic, 'a client of Anthropic; give new Anthropic(…)'],
  tracedPool: [tracedPool, 'a pool of workers; give one with a method run(task)'],
};

it('holds every function that traces a client', () => {
  const exported = Object.keys(clients).filter((name) => /^traced[A-Z]/.test(name));
  expect(Object.keys(TRACING)).toEqual(expect.arrayContaining(exported));
});

describe.each(Object.entries(TRACING))('%s()', (name, [tracing, called]) => {
  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['postgres://books', '"postgres://books"'],
    [{}, 'an object'],
    // One that was not awaited.
    [Promise.resolve({}), 'an object (Promise)'],
  ])('refuses %p with what to give instead', (client, shown) => {
    expect(() => tracing(client as never)).toThrow(`${name}(): ${shown} is not ${called}`);
  });
});

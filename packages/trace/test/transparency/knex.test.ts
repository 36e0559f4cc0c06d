import { describeWith } from '@portcall/real-parts';
import createKnex, { type Knex } from 'knex';
import { describeTransparency } from './suite.js';

describeWith('better-sqlite3', 'on better-sqlite3', () => {
  let knex: Knex;
  beforeAll(async () => {
    knex = createKnex({ client: 'better-sqlite3', connection: ':memory:', useNullAsDefault: true });
    await knex.schema.createTable('lots', (table) => {
      table.increments();
      table.string('title');
    });
    await knex('lots').insert([{ title: 'a' }, { title: 'b' }]);
  });
  afterAll(() => knex.destroy());

  describeTransparency('knex', {
    'a builder, built on, awaited, run twice, printed': async ({ fn, see, attempt }) => {
      const lots = fn(() => knex('lots').select('title').orderBy('id'));
      const builder = lots();
      see('same', builder.where('id', '>', 0) === builder, builder.toQuery(), Object.keys(builder).toSorted());
      see('rows', await builder, await builder);
      see('clone', await lots().clone().limit(1));
      see('first', await lots().first());
      see('then', await lots().then((rows) => rows.length));
      see('below', await knex('lots').whereIn('title', lots()));
      await attempt('refused', () => fn(() => knex('nothing').select())());
      see('caught', await fn(() => knex('nothing').select())().catch((error: unknown) => (error as Error).name));
    },
    'a builder as a stream, and in a loop': async ({ fn, see, attempt }) => {
      const lots = fn(() => knex('lots').select('title'));
      await attempt('stream', async () => {
        for await (const lot of lots().stream()) see('lot', lot);
      });
      await attempt('loop', async () => {
        for await (const lot of lots() as unknown as AsyncIterable<unknown>) see('lot', lot);
      });
    },
    'a transaction': async ({ fn, see, attempt }) => {
      const insert = fn((trx: Knex.Transaction, title: string) => trx('lots').insert({ title }));
      const failure = new RangeError('far');
      await attempt('rolled back', () =>
        knex.transaction(async (trx) => {
          await insert(trx, 'c');
          throw failure;
        }),
      );
      see('rows', await knex('lots').count({ count: '*' }));
    },
  });
});

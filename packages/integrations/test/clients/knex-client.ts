import type { Knex } from 'knex';
import type { ClientSuite, ClientUnderTest, InTransaction, Opened } from '../client-under-test.js';

export function knexClient(db: Knex): Opened {
  const client: ClientUnderTest = {
    ...steps(db),
    add: async (one, other) => {
      const given: unknown = await db('books').insert([{ title: one }, { title: other }]);
      return Array.isArray(given) ? { insertId: given[0] as unknown } : given;
    },
    list: () => db('books').select(),
    find: (title) => db('books').where({ title }),
    findLiterally: (title) => db.raw(`select * from books where title = '${title}'`),
    rename: (from, to) => db('books').where({ title: from }).update({ title: to }),
    transaction: (body) => db.transaction(async (tx) => body(steps(tx))),
  };
  return { client, close: () => db.destroy() };
}

function steps(db: Knex): InTransaction {
  return {
    remove: (title) => db('books').where({ title }).delete(),
    fail: () => db('missing').select(),
  };
}

/** What it writes of its steps. */
export function knexTexts(quote: string, placeholder: string): Required<ClientSuite>['texts'] {
  const name = (plain: string): string => `${quote}${plain}${quote}`;
  return {
    find: `select * from ${name('books')} where ${name('title')} = ${placeholder}`,
    remove: `delete from ${name('books')} where ${name('title')} = ${placeholder}`,
  };
}

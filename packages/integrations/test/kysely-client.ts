import { type Dialect, Kysely, sql } from 'kysely';
import type { ClientSuite, ClientUnderTest, InTransaction, Opened } from './client-under-test.js';

interface Tables {
  books: { id: number | undefined; title: string };
  missing: { id: number };
}

export function kyselyClient(dialect: Dialect): Opened {
  const db = new Kysely<Tables>({ dialect });
  const client: ClientUnderTest = {
    ...steps(db),
    add: (one, other) =>
      db
        .insertInto('books')
        .values([{ title: one }, { title: other }] as never)
        .execute(),
    list: () => db.selectFrom('books').selectAll().execute(),
    find: (title) => db.selectFrom('books').selectAll().where('title', '=', title).execute(),
    findLiterally: (title) => sql.raw(`select * from books where title = '${title}'`).execute(db),
    rename: (from, to) => db.updateTable('books').set({ title: to }).where('title', '=', from).execute(),
    transaction: (body) => db.transaction().execute(async (tx) => body(steps(tx))),
  };
  return { client, close: () => db.destroy() };
}

/** What it writes of its steps. */
export function kyselyTexts(placeholder: string): Required<ClientSuite>['texts'] {
  return {
    find: `select * from "books" where "title" = ${placeholder}`,
    remove: `delete from "books" where "title" = ${placeholder}`,
  };
}

function steps(db: Kysely<Tables>): InTransaction {
  return {
    remove: (title) => db.deleteFrom('books').where('title', '=', title).execute(),
    fail: () => db.selectFrom('missing').selectAll().execute(),
  };
}

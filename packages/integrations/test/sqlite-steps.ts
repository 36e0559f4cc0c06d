import type { ClientUnderTest } from './client-under-test.js';

interface Statement {
  run(...values: readonly string[]): unknown;
  all(...values: readonly string[]): unknown;
}

/** What both SQLite clients are asked in the same words. */
export function sqliteSteps(db: { prepare(sql: string): unknown }): ClientUnderTest {
  const prepare = (sql: string): Statement => db.prepare(sql) as Statement;
  return {
    add: (one, other) => prepare('insert into books (title) values (?), (?)').run(one, other),
    list: () => prepare('select * from books').all(),
    find: (title) => prepare('select * from books where title = ?').all(title),
    findLiterally: (title) => prepare(`select * from books where title = '${title}'`).all(),
    rename: (from, to) => prepare('update books set title = ? where title = ?').run(to, from),
    remove: (title) => prepare('delete from books where title = ?').run(title),
    fail: () => prepare('select * from missing').all(),
  };
}

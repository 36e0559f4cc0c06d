import type { Database } from 'better-sqlite3';

/** Loaded only where a test runs: the machine may lack its addon. */
export function openBetterSqlite3(): Database {
  const Sqlite = jest.requireActual<typeof import('better-sqlite3')>('better-sqlite3');
  const db = new Sqlite(':memory:');
  db.exec(CREATE_SQLITE_BOOKS);
  return db;
}

export const CREATE_SQLITE_BOOKS = 'create table books (id integer primary key, title text)';

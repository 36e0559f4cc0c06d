import { firstSight } from './patch.js';
import { traceStatements } from './sqlite-statement.js';

/** What is used of a `DatabaseSync`, written out: the types of Node 20 do not have it. */
export interface NodeSqliteDatabase {
  prepare(sql: string): object;
  exec(sql: string): void;
}

/**
 * Makes a database of `node:sqlite` report its prepared statements and `exec` to the running call. Changes this one object
 * and gives it back; statements prepared before stay untraced.
 * @see https://nodejs.org/api/sqlite.html
 */
export function tracedNodeSqlite<D extends NodeSqliteDatabase>(db: D): D {
  if (firstSight(db)) traceStatements(db);
  return db;
}

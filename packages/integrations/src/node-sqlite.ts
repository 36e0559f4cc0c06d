import { checkOptions } from '@portcall/core';
import { firstSight } from './patch.js';
import { CLIENT_OPTIONS, type TracedClientOptions } from './query-text.js';
import { traceStatements } from './sqlite-statement.js';

/** What is used of a `DatabaseSync`, written out: the types of Node 20 do not have it. */
export interface NodeSqliteDatabase {
  prepare(sql: string): object;
  exec(sql: string): void;
}

/**
 * Makes a database of `node:sqlite` report its prepared statements and `exec` to the running call. Changes this one object
 * and gives it back; statements prepared before stay untraced.
 * @throws Error naming an option that there is not
 * @see https://nodejs.org/api/sqlite.html
 */
export function tracedNodeSqlite<D extends NodeSqliteDatabase>(db: D, options: TracedClientOptions = {}): D {
  checkOptions(options, CLIENT_OPTIONS, 'tracedNodeSqlite()');
  if (firstSight(db)) traceStatements(db, options);
  return db;
}

import { checkOptions } from '@portcall/core/internal';
import { checkClient } from '../measuring/checked-client.js';
import { identified } from '../measuring/identity.js';
import { firstSight, replaceMethod } from '../measuring/patch.js';
import { CLIENT_OPTIONS, operationReader, type TracedClientOptions } from '../sql/query-text.js';
import { SQLITE, traceRows, traceStatements } from './sqlite/statement.js';

/** What is used of a `DatabaseSync`, written out: the types of Node 20 do not have it. */
export interface NodeSqliteDatabase {
  prepare(sql: string): object;
  exec(sql: string): void;
}

/**
 * Makes a database of `node:sqlite` report its prepared statements, tag stores and `exec` to the running call. Changes this
 * one object and gives it back; statements and stores made before stay untraced.
 * @throws Error naming an unknown option, or what is not such a client
 * @see https://nodejs.org/api/sqlite.html
 */
export function tracedNodeSqlite<D extends NodeSqliteDatabase>(db: D, options: TracedClientOptions = {}): D {
  checkOptions(options, CLIENT_OPTIONS, 'tracedNodeSqlite()');
  checkClient(db, 'tracedNodeSqlite()', {
    by: ['prepare'],
    called: 'a database of node:sqlite',
    todo: 'give new DatabaseSync(…)',
  });
  if (!firstSight(db)) return db;
  traceStatements(db, options);
  const read = operationReader(SQLITE, options);
  replaceMethod(db, 'createTagStore', (create) => (...args: unknown[]): unknown => {
    const store = Reflect.apply(create, db, args) as object;
    traceRows(store, ([strings, ...values]) => identified(read(textOfTemplate(strings)), strings, values));
    return store;
  });
  return db;
}

/** The text that a tag store prepares; undefined for what is no template. */
function textOfTemplate(strings: unknown): string | undefined {
  return Array.isArray(strings) ? strings.join('?') : undefined;
}

import { checkOptions } from '@portcall/core/internal';
import type { CurrentCall } from '@portcall/trace';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import { checkClient } from '../measuring/checked-client.js';
import { identified } from '../measuring/identity.js';
import { measured, measuredIfFailing, type Operation, observingCall } from '../measuring/measurement.js';
import { type InCall, observe } from '../measuring/observe.js';
import { firstSight, replaceMethod } from '../measuring/patch.js';
import { measuredTransaction, TRANSACTION } from '../measuring/transaction.js';
import { CLIENT_OPTIONS, operationReader, type ReadOperation, type TracedClientOptions } from '../sql/query-text.js';
import { rowCountOf } from '../sql/row-count.js';
import { MADE_BY, rememberCalls, type Session } from './drizzle/session.js';

/** A database of Drizzle, on whatever driver for Postgres or SQLite. */
export type DrizzleDatabase =
  // The schema's types are invariant: only `any` stands for all of them.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  PgDatabase<PgQueryResultHKT, any, any> | BaseSQLiteDatabase<'sync' | 'async', any, any, any>;

/**
 * Makes a Drizzle database report its queries and transactions to the running call, on whatever driver. Changes this one
 * object and gives it back; queries prepared before stay untraced.
 *
 * A builder that is awaited after the call that built it has ended, and in no other call, is refused by that call as late.
 *
 * Drizzle's logger would tell the text only, and the driver's connection in a transaction is another one, so this stands in
 * Drizzle's session, where queries are prepared and transactions opened. The operation includes mapping its rows.
 * @throws Error naming an unknown option, or what is not such a client
 */
export function tracedDrizzle<D extends DrizzleDatabase>(db: D, options: TracedClientOptions = {}): D {
  checkOptions(options, CLIENT_OPTIONS, 'tracedDrizzle()');
  checkClient(db, 'tracedDrizzle()', {
    by: ['select'],
    called: 'a database of Drizzle',
    todo: 'give what drizzle() gives',
  });
  const { dialect } = db as unknown as Internals;
  const system = systemOf(dialect);
  traceDatabase(db as unknown as Internals, system, operationReader(system, options));
  return db;
}

/** What every database of Drizzle holds and its types keep to themselves. */
interface Internals {
  readonly session: Session;
  readonly dialect: object;
  /** What builds the relational queries of each table. */
  readonly query?: Readonly<Record<string, { readonly session: Session }>>;
}

const KIND = Symbol.for('drizzle:entityKind');

/** By the name that Drizzle gives its classes, which no minifier changes. */
function systemOf(dialect: object): string {
  const kind = String((dialect.constructor as unknown as Readonly<Record<symbol, unknown>>)[KIND]);
  if (kind.startsWith('SQLite')) return 'sqlite';
  return kind.startsWith('MySql') ? 'mysql' : 'postgresql';
}

interface Query {
  readonly sql: string;
  readonly params?: unknown;
}

type Body = (tx: Internals) => unknown;

function traceDatabase(db: Internals, system: string, read: ReadOperation): void {
  if (!firstSight(db)) return;
  traceSession(db.session, system, read);
  for (const builds of [db, ...Object.values(db.query ?? {})]) rememberCalls(builds);
}

function traceSession(session: Session, system: string, read: ReadOperation): void {
  if (!firstSight(session)) return;
  let isOneTime = false;
  const isSqlite = 'prepareOneTimeQuery' in session;
  replaceMethod(
    session,
    'prepareOneTimeQuery',
    (prepare) =>
      function (this: object, ...args: unknown[]): unknown {
        isOneTime = true;
        try {
          return Reflect.apply(prepare, this, args);
        } finally {
          isOneTime = false;
        }
      },
  );
  replaceMethod(
    session,
    'prepareQuery',
    (prepareQuery) =>
      function (this: Session, ...args: unknown[]): unknown {
        const operation = (): Operation => read((args[0] as Query | undefined)?.sql);
        // What the app prepares is run by whoever wants to, any number of times.
        const isPrepared = isSqlite ? !isOneTime : args[2] !== undefined;
        const madeBy = isPrepared ? undefined : this[MADE_BY];
        const prepare = (): object => Reflect.apply(prepareQuery, session, args) as object;
        const prepared = measuredIfFailing(operation, prepare, madeBy);
        // Drizzle maps the rows of a relational query itself, and of `findFirst` gives the one it has found.
        const isRelational = args.some((arg) => typeof arg === 'function');
        const query = args[0] as Query | undefined;
        const asked = (values: readonly unknown[]): Operation =>
          identified(operation(), query?.sql, [query?.params, values]);
        tracePrepared(prepared, asked, isRelational, madeBy);
        return prepared;
      },
  );
  replaceMethod(session, 'transaction', (transaction) => (body: Body, ...rest: unknown[]): unknown => {
    const traced: Body = (tx) => {
      traceDatabase(tx, system, read);
      return body(tx);
    };
    const call = observingCall();
    if (call === undefined) return Reflect.apply(transaction, session, [traced, ...rest]);
    return measuredTransaction(call, system, TRANSACTION, (within): unknown =>
      Reflect.apply(transaction, session, [(tx: Internals) => within(() => traced(tx)), ...rest]),
    );
  });
}

/** SQLite's `execute` gives a query that has not run yet; its other methods run. */
const METHODS = { sqlite: ['run', 'all', 'get', 'values'], others: ['execute', 'all'] } as const;

function tracePrepared(
  prepared: object,
  describe: (values: readonly unknown[]) => Operation,
  isRelational: boolean,
  madeBy: CurrentCall | undefined,
): void {
  const isSqlite = 'get' in prepared;
  for (const method of isSqlite ? METHODS.sqlite : METHODS.others) {
    const inCall: InCall = (call, run, values) => {
      const operation = describe(values);
      return measured(call, operation, run, (result) =>
        isRelational || method === 'get' ? found(result) : rowsOf(operation.op, result),
      );
    };
    observe(prepared, method, inCall, madeBy);
  }
}

function found(result: unknown): number {
  if (Array.isArray(result)) return result.length;
  return result === undefined ? 0 : 1;
}

/** Rows, or what the driver said instead: node-postgres a `rowCount`, PGlite `affectedRows`, SQLite `changes`. */
function rowsOf(op: string, result: unknown): number | undefined {
  if (Array.isArray(result)) return result.length;
  if (typeof result !== 'object' || result === null) return undefined;
  const { rows, rowCount, affectedRows, changes } = result as Readonly<Record<string, unknown>>;
  const touched = [rowCount, affectedRows, changes].find((count) => typeof count === 'number');
  return rowCountOf(op, Array.isArray(rows) ? rows.length : 0, touched);
}

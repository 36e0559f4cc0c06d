import { checkOptions } from '@portcall/core/internal';
import type { AnyFunction } from '@portcall/trace';
import type { Database } from 'better-sqlite3';
import { checkClient } from '../measuring/checked-client.js';
import { measured, observingCall } from '../measuring/measurement.js';
import { observe } from '../measuring/observe.js';
import { firstSight, replaceMethod } from '../measuring/patch.js';
import { measuredTransaction, SAVEPOINT, TRANSACTION, type Within } from '../measuring/transaction.js';
import { CLIENT_OPTIONS, operationReader, type TracedClientOptions } from '../sql/query-text.js';
import { SQLITE, traceStatements } from './sqlite/statement.js';

/**
 * Makes a database of better-sqlite3 report its prepared statements, `exec`, `pragma` and `transaction` to the running call.
 * Changes this one object and gives it back; statements prepared before stay untraced.
 * @throws Error naming an unknown option, or what is not such a client
 */
export function tracedBetterSqlite3<D extends Database>(db: D, options: TracedClientOptions = {}): D {
  checkOptions(options, CLIENT_OPTIONS, 'tracedBetterSqlite3()');
  checkClient(db, 'tracedBetterSqlite3()', {
    by: ['prepare'],
    called: 'a database of better-sqlite3',
    todo: 'give new Database(…)',
  });
  if (!firstSight(db)) return db;
  traceStatements(db, options);
  const read = operationReader(SQLITE, options);
  observe(db, 'pragma', (call, run, [source]) => measured(call, read(pragmaText(source)), run, rowsOf));
  replaceMethod(
    db,
    'transaction',
    (transaction) =>
      (body: unknown): unknown =>
        typeof body === 'function'
          ? tracedTransaction(db, transaction, body as AnyFunction)
          : (Reflect.apply(transaction, db, [body]) as unknown),
  );
  return db;
}

/** A pragma gives its rows, or with `simple` the one value there is. */
function rowsOf(result: unknown): number {
  if (Array.isArray(result)) return result.length;
  return result === undefined ? 0 : 1;
}

const VARIANTS = ['default', 'deferred', 'immediate', 'exclusive'] as const;

function tracedTransaction(db: Database, transaction: AnyFunction, body: AnyFunction): unknown {
  // All is synchronous: what is set here belongs to the body that runs next.
  let starting: Within | undefined;
  const native = Reflect.apply(transaction, db, [
    function (this: unknown, ...args: unknown[]): unknown {
      const within = starting;
      starting = undefined;
      const run = (): unknown => Reflect.apply(body, this, args);
      return within === undefined ? run() : within(run);
    },
  ]) as Readonly<Record<(typeof VARIANTS)[number], AnyFunction>>;

  const traced = VARIANTS.map(
    (variant) =>
      function (this: unknown, ...args: unknown[]): unknown {
        const call = observingCall();
        const run = (): unknown => Reflect.apply(native[variant], this, args);
        if (call === undefined) return run();
        const ops = db.inTransaction ? SAVEPOINT : TRANSACTION;
        return measuredTransaction(call, SQLITE, ops, (within) => {
          starting = within;
          try {
            return run();
          } finally {
            starting = undefined;
          }
        });
      },
  );
  const properties = Object.fromEntries(VARIANTS.map((variant, index) => [variant, { value: traced[index] }]));
  for (const one of traced) {
    Object.defineProperties(one, { ...properties, database: { value: db, enumerable: true } });
  }
  return traced[0];
}

function pragmaText(source: unknown): string {
  return typeof source === 'string' ? `pragma ${source}` : 'pragma';
}

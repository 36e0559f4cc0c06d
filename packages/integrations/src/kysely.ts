import type { CompiledQuery, DatabaseConnection, Dialect, DialectAdapter, Driver, QueryResult } from 'kysely';
import { measuredStream } from './measured-stream.js';
import { measured, type Operation } from './measurement.js';
import { observe } from './observe.js';
import { firstSight, replaceMethod } from './patch.js';
import { rowCountOf } from './row-count.js';
import { sqlStatement } from './sql-statement.js';

export interface TracedDialectOptions {
  /** `db.system.name` of the semantic conventions. @default what the dialect's adapter says of itself */
  readonly system?: string;
}

/**
 * The same dialect for Kysely, whose queries, streams and transactions are reported to the running call. It stands below
 * plugins and `log`, so both work as ever.
 *
 * An operation lasts as long as the driver takes; waiting for a free connection is not part of it.
 */
export function tracedDialect(dialect: Dialect, options: TracedDialectOptions = {}): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createDriver: () => tracedDriver(dialect.createDriver(), options.system ?? systemOf(dialect.createAdapter())),
  };
}

/** By what the adapters can do: their names do not survive a minifier, and other dialects borrow them. */
function systemOf({ supportsReturning, supportsTransactionalDdl }: DialectAdapter): string {
  if (supportsReturning) return supportsTransactionalDdl ? 'postgresql' : 'sqlite';
  return supportsTransactionalDdl ? 'microsoft.sql_server' : 'mysql';
}

/** How a driver's methods for transactions are called, and what they do. */
const TRANSACTION_STEPS: Readonly<Record<string, string>> = {
  beginTransaction: 'begin',
  commitTransaction: 'commit',
  rollbackTransaction: 'rollback',
  savepoint: 'savepoint',
  rollbackToSavepoint: 'rollback',
  releaseSavepoint: 'release',
};

function tracedDriver(driver: Driver, system: string): Driver {
  replaceMethod(driver, 'acquireConnection', (acquire) => async (...args: unknown[]) => {
    const connection = (await Reflect.apply(acquire, driver, args)) as DatabaseConnection;
    return firstSight(connection) ? tracedConnection(connection, system) : connection;
  });
  // Some drivers send these through the connection and some do not; here each is seen once.
  for (const [method, op] of Object.entries(TRANSACTION_STEPS)) {
    observe(driver, method, (call, run) => measured(call, { op, entity: '', system }, run));
  }
  return driver;
}

function tracedConnection(connection: DatabaseConnection, system: string): DatabaseConnection {
  observe(connection, 'executeQuery', (call, run, [query]) => {
    const operation = operationOf(query as CompiledQuery, system);
    return measured(call, operation, run as () => Promise<Answer>, (answer) => rowsOf(operation, answer));
  });
  observe(connection, 'streamQuery', (call, run, [query]) => {
    const operation = operationOf(query as CompiledQuery, system);
    return measuredStream(call, operation, run as () => AsyncIterableIterator<Answer>, ({ rows }) => rows.length);
  });
  return connection;
}

type Answer = QueryResult<unknown>;

function operationOf({ sql }: CompiledQuery, system: string): Operation {
  const { op, entity } = sqlStatement(sql);
  return { op, entity, system };
}

function rowsOf({ op }: Operation, { rows, numAffectedRows }: Answer): number | undefined {
  return rowCountOf(op, rows.length, numAffectedRows);
}

import { checkOptions } from '@portcall/core/internal';
import type { CompiledQuery, DatabaseConnection, Dialect, DialectAdapter, Driver, QueryResult } from 'kysely';
import { checkClient } from '../measuring/checked-client.js';
import { connecting } from '../measuring/connect.js';
import { identified } from '../measuring/identity.js';
import { measuredStream } from '../measuring/measured-stream.js';
import { measured, type Operation } from '../measuring/measurement.js';
import { observe } from '../measuring/observe.js';
import { firstSight, replaceMethod } from '../measuring/patch.js';
import { CLIENT_OPTIONS, operationReader, type ReadOperation, type TracedClientOptions } from '../sql/query-text.js';
import { rowCountOf } from '../sql/row-count.js';

export interface TracedDialectOptions extends TracedClientOptions {
  /** `db.system.name` of the semantic conventions. @default what the dialect's adapter says of itself */
  readonly system?: string;
}

/**
 * The same dialect for Kysely, whose queries, streams and transactions are reported to the running call. It stands below
 * plugins and `log`, so both work as ever.
 *
 * An operation lasts as long as the driver takes; waiting for a free connection is not part of it. Where none can be had,
 * that is a `connect` that failed.
 * @throws Error naming an unknown option, or what is not such a client
 */
export function tracedDialect(dialect: Dialect, options: TracedDialectOptions = {}): Dialect {
  checkOptions<TracedDialectOptions>(options, { ...CLIENT_OPTIONS, system: true }, 'tracedDialect()');
  checkClient(dialect, 'tracedDialect()', {
    by: ['createDriver'],
    called: 'a dialect of Kysely',
    todo: 'give the dialect that new Kysely() would get',
  });
  return {
    createAdapter: () => dialect.createAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createDriver() {
      const system = options.system ?? systemOf(dialect.createAdapter());
      return tracedDriver(dialect.createDriver(), system, operationReader(system, options));
    },
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

function tracedDriver(driver: Driver, system: string, read: ReadOperation): Driver {
  // Some drivers open their pool or their file here.
  replaceMethod(
    driver,
    'init',
    (init) =>
      (...args: unknown[]): unknown =>
        connecting(system, (): unknown => Reflect.apply(init, driver, args)),
  );
  replaceMethod(driver, 'acquireConnection', (acquire) => async (...args: unknown[]) => {
    const acquired = connecting(system, () => Reflect.apply(acquire, driver, args) as Promise<DatabaseConnection>);
    const connection = await acquired;
    return firstSight(connection) ? tracedConnection(connection, read) : connection;
  });
  // Some drivers send these through the connection and some do not; here each is seen once.
  for (const [method, op] of Object.entries(TRANSACTION_STEPS)) {
    observe(driver, method, (call, run, [connection, savepoint]) => {
      const transaction = {
        connection: connection as object,
        savepoint: typeof savepoint === 'string' ? savepoint : undefined,
      };
      return measured(call, { op, entity: '', system, transaction }, run);
    });
  }
  return driver;
}

function tracedConnection(connection: DatabaseConnection, read: ReadOperation): DatabaseConnection {
  observe(connection, 'executeQuery', (call, run, [query]) => {
    const { sql, parameters } = query as CompiledQuery;
    const operation = identified(read(sql), sql, parameters);
    return measured(call, operation, run as () => Promise<Answer>, (answer) => rowsOf(operation, answer));
  });
  observe(connection, 'streamQuery', (call, run, [query]) => {
    const operation = read((query as CompiledQuery).sql);
    return measuredStream(call, operation, run as () => AsyncIterableIterator<Answer>, ({ rows }) => rows.length);
  });
  return connection;
}

type Answer = QueryResult<unknown>;

function rowsOf({ op }: Operation, { rows, numAffectedRows }: Answer): number | undefined {
  return rowCountOf(op, rows.length, numAffectedRows);
}

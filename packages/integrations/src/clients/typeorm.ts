import { checkOptions } from '@portcall/core/internal';
import { checkClient } from '../measuring/checked-client.js';
import { firstSight, replaceMethod } from '../measuring/patch.js';
import { CLIENT_OPTIONS, operationReader, type TracedClientOptions } from '../sql/query-text.js';
import { traceRunner } from './typeorm/query-runner.js';
import { systemOf } from './typeorm/system.js';

/** What is used of a `DataSource` of TypeORM. */
export interface TypeORMDataSource {
  readonly options: { readonly type: string };
  createQueryRunner(): object;
}

/**
 * Makes a data source of TypeORM report its queries, streams and transactions to the running call, on whatever driver: those of
 * repositories, entity managers, query builders and query runners. Changes this one object and gives it back, before or after
 * `initialize()`; loggers and subscribers work as ever.
 *
 * An operation includes waiting for a connection; where none can be had it is a `connect` that failed. Of MongoDB TypeORM runs no
 * queries: give its driver's client to `tracedMongo()`.
 * @throws Error naming an unknown option, or what is not such a client
 */
export function tracedTypeORM<D extends TypeORMDataSource>(dataSource: D, options: TracedClientOptions = {}): D {
  checkOptions(options, CLIENT_OPTIONS, 'tracedTypeORM()');
  checkClient(dataSource, 'tracedTypeORM()', {
    by: ['createQueryRunner'],
    called: 'a data source of TypeORM',
    todo: 'give new DataSource(…)',
  });
  const system = systemOf(dataSource.options.type);
  if (system === undefined || !firstSight(dataSource)) return dataSource;
  const read = operationReader(system, options);
  replaceMethod(dataSource, 'createQueryRunner', (create) => (...args: unknown[]): unknown => {
    const runner = Reflect.apply(create, dataSource, args) as object;
    // SQLite has one for all.
    if (firstSight(runner)) traceRunner(runner, system, read);
    return runner;
  });
  return dataSource;
}

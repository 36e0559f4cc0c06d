import { checkOptions, processWide } from '@portcall/core/internal';
import type { AnyFunction } from '@portcall/trace';
import { checkClient } from '../measuring/checked-client.js';
import { measured, observingCall } from '../measuring/measurement.js';
import { KEPT_SAVEPOINT, measuredTransaction, TRANSACTION, type TransactionOps } from '../measuring/transaction.js';
import { CLIENT_OPTIONS, operationReader, type ReadOperation, type TracedClientOptions } from '../sql/query-text.js';
import { SYSTEM, traceQuery } from './postgres/traced-query.js';

/** What is used of the function that the package `postgres` makes, which is postgres.js. */
export interface PostgresSql {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  (first: any, ...rest: any[]): unknown;
  unsafe(text: string): object;
  begin(body: never): Promise<unknown>;
  reserve(): Promise<unknown>;
}

/**
 * The same function of postgres.js, whose queries and transactions are reported to the running call: tagged templates, `unsafe`,
 * `file`, cursors and `forEach`, `begin` with its savepoints, and reserved connections. The function that is given stays as it is.
 *
 * A query belongs to the call in which it is first waited for. An operation includes waiting for a connection.
 * @throws Error naming an unknown option, or what is not such a client
 */
export function tracedPostgres<S extends PostgresSql>(sql: S, options: TracedClientOptions = {}): S {
  checkOptions(options, CLIENT_OPTIONS, 'tracedPostgres()');
  checkClient(sql, 'tracedPostgres()', {
    by: ['unsafe'],
    called: 'a function of postgres.js',
    todo: 'give what postgres() gives',
  });
  return traced.has(sql) ? sql : (tracedSql(sql, operationReader(SYSTEM, options)) as S);
}

const traced = processWide('integrations.postgres', () => new WeakSet<object>());

/** Calls one of its methods. */
type Run = (args: readonly unknown[]) => unknown;

function tracedSql(sql: object, read: ReadOperation): object {
  const asked = (query: unknown): unknown => {
    if (typeof query === 'object' && query !== null) traceQuery(query, read);
    return query;
  };
  const methods: Readonly<Record<string, (run: Run, args: readonly unknown[]) => unknown>> = {
    unsafe: (run, args) => asked(run(args)),
    file: (run, args) => asked(run(args)),
    begin: (run, args) => transaction(TRANSACTION, run, args, read),
    savepoint: (run, args) => transaction(KEPT_SAVEPOINT, run, args, read),
    reserve: async (run, args) => tracedSql((await run(args)) as object, read),
    notify: (run, args) => {
      const call = observingCall();
      return call === undefined ? run(args) : measured(call, read('select'), () => run(args));
    },
  };
  const proxy = new Proxy(sql as AnyFunction, {
    apply: (target, self, args) => asked(Reflect.apply(target, self, args)),
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      const method = typeof name === 'string' && Object.hasOwn(methods, name) ? methods[name] : undefined;
      if (method === undefined || typeof value !== 'function') return value;
      return (...args: unknown[]) => method((others) => Reflect.apply(value, target, others) as unknown, args);
    },
  });
  traced.add(proxy);
  return proxy;
}

function transaction(ops: TransactionOps, run: Run, args: readonly unknown[], read: ReadOperation): unknown {
  const body = args.at(-1);
  if (typeof body !== 'function') return run(args);
  const before = args.slice(0, -1);
  // What it gives may be queries that run only when they are waited for, which is done here, and not by postgres.js.
  const within = async (inner: object): Promise<unknown> => {
    const given: unknown = Reflect.apply(body, undefined, [tracedSql(inner, read)]);
    return Array.isArray(given) ? Promise.all(given) : given;
  };
  const call = observingCall();
  if (call === undefined) return run([...before, within]);
  return measuredTransaction(call, SYSTEM, ops, (measuredBody) =>
    run([...before, (inner: object) => measuredBody(() => within(inner))]),
  );
}

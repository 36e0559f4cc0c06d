import { AsyncResource } from 'node:async_hooks';
import { checkOptions } from '@portcall/core/internal';
import type { AnyFunction, CurrentCall } from '@portcall/trace';
import type { ClientBase, Pool } from 'pg';
import { checkClient } from '../measuring/checked-client.js';
import { connecting, connectStarting } from '../measuring/connect.js';
import { identified } from '../measuring/identity.js';
import { followed, Measurement, measured, type Operation } from '../measuring/measurement.js';
import { type InCall, observe } from '../measuring/observe.js';
import { firstSight, replaceMethod } from '../measuring/patch.js';
import {
  CLIENT_OPTIONS,
  onConnection,
  operationReader,
  type ReadOperation,
  type TracedClientOptions,
} from '../sql/query-text.js';
import { type Answer, asAnswered, rowsOf } from './pg/answer.js';
import { isSubmittable, submitted } from './pg/submittable.js';

/**
 * Makes a client, or every client of a pool, report its queries to the running call: as promises, with callbacks, and those
 * that are handed over as objects, like cursors. Changes this one object and gives it back.
 *
 * Callbacks given to a traced query run in the call that gave them. An operation includes waiting for the client's other
 * queries, but not for the pool to lend a client; where no client can be had, that is a `connect` that failed.
 * @throws Error naming an unknown option, or what is not such a client
 */
export function tracedPg<C extends ClientBase | Pool>(client: C, options: TracedClientOptions = {}): C {
  checkOptions(options, CLIENT_OPTIONS, 'tracedPg()');
  checkClient(client, 'tracedPg()', {
    by: ['query'],
    called: 'a client of pg',
    todo: 'give new Client(…) or new Pool(…)',
  });
  const read = operationReader(SYSTEM, options);
  if ('idleCount' in client) tracePool(client, read);
  else traceClient(client, read);
  return client;
}

const SYSTEM = 'postgresql';

function traceClient(client: ClientBase, read: ReadOperation): ClientBase {
  if (!firstSight(client)) return client;
  observe(
    client,
    'query',
    tracedQuery((text) => onConnection(read(text), client)),
  );
  replaceMethod(client, 'connect', (connect) => (callback?: (error: unknown) => unknown): unknown => {
    if (typeof callback !== 'function') return connecting(SYSTEM, (): unknown => Reflect.apply(connect, client, []));
    const failed = connectStarting(SYSTEM);
    return Reflect.apply(connect, client, [
      AsyncResource.bind((error: unknown) => {
        if (error != null) failed?.(error);
        return callback(error);
      }),
    ]);
  });
  return client;
}

type Lent = (error: Error | undefined, client?: ClientBase, done?: unknown) => unknown;

/** `pool.query` borrows a client as well, so that its queries come by there. */
function tracePool(pool: Pool, read: ReadOperation): void {
  if (!firstSight(pool)) return;
  replaceMethod(pool, 'connect', (connect) => (callback?: Lent): unknown => {
    if (callback === undefined) {
      const failed = connectStarting(SYSTEM) ?? ((): void => {});
      const succeeded = (client: ClientBase): unknown => traceClient(client, read);
      return followed(() => Reflect.apply(connect, pool, []) as Promise<ClientBase>, { succeeded, failed });
    }
    const failed = connectStarting(SYSTEM);
    // Where the pool is busy the callback is called by whoever gives a client back, which may be another call.
    const lent = AsyncResource.bind(callback);
    return Reflect.apply(connect, pool, [
      (error: Error | undefined, client?: ClientBase, done?: unknown) => {
        if (client === undefined) failed?.(error);
        return lent(error, client === undefined ? client : traceClient(client, read), done);
      },
    ]);
  });
}

function tracedQuery(read: ReadOperation): InCall {
  return (call, run, args) => {
    const [config, values] = args;
    const text = textOf(config);
    const operation = identified(read(text), text, valuesOf(config, values));
    if (isSubmittable(config)) return submitted(call, operation, config, run);
    const callback = callbackOf(args);
    return callback === undefined
      ? measured(
          call,
          operation,
          run as () => Promise<Answer>,
          (answer) => rowsOf(operation, answer),
          (answer) => asAnswered(operation, answer),
        )
      : withCallback(call, operation, callback, (answered) =>
          run([config, typeof values === 'function' ? undefined : values, answered]),
        );
  };
}

function textOf(config: unknown): unknown {
  return typeof config === 'object' && config !== null ? (config as { text?: unknown }).text : config;
}

function valuesOf(config: unknown, values: unknown): unknown {
  return typeof config === 'object' && config !== null ? ((config as { values?: unknown }).values ?? values) : values;
}

/** Where `pg` looks for it, in its order. */
function callbackOf([config, values, callback]: readonly unknown[]): AnyFunction | undefined {
  const inConfig =
    typeof config === 'object' && config !== null ? (config as { callback?: unknown }).callback : undefined;
  const given = callback ?? (typeof values === 'function' ? values : inConfig);
  return typeof given === 'function' ? (given as AnyFunction) : undefined;
}

function withCallback(
  call: CurrentCall,
  operation: Operation,
  callback: AnyFunction,
  run: (answered: (error: unknown, answer?: Answer) => unknown) => unknown,
): unknown {
  const measurement = new Measurement(call, operation);
  const bound = AsyncResource.bind(callback);
  try {
    return run((error, answer) => {
      if (error != null) measurement.failed(error);
      else {
        const rows = (): number | undefined => (answer === undefined ? undefined : rowsOf(operation, answer));
        measurement.succeeded(rows, undefined, asAnswered(operation, answer));
      }
      return bound(error, answer) as unknown;
    });
  } catch (thrown) {
    measurement.failed(thrown);
    throw thrown;
  }
}

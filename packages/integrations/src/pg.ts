import { AsyncResource } from 'node:async_hooks';
import { checkOptions, safely } from '@portcall/core';
import type { AnyFunction, CurrentCall } from '@portcall/trace';
import type { ClientBase, Pool, QueryResult } from 'pg';
import { Measurement, measured, type Operation } from './measurement.js';
import { type InCall, observe } from './observe.js';
import { firstSight, replaceMethod } from './patch.js';
import { CLIENT_OPTIONS, operationReader, type ReadOperation, type TracedClientOptions } from './query-text.js';

/**
 * Makes a client, or every client of a pool, report its queries to the running call: as promises, with callbacks, and those
 * that are handed over as objects, like cursors. Changes this one object and gives it back.
 *
 * Callbacks given to a traced query run in the call that gave them. An operation includes waiting for the client's other
 * queries, but not for the pool to lend a client.
 * @throws Error naming an option that there is not
 */
export function tracedPg<C extends ClientBase | Pool>(client: C, options: TracedClientOptions = {}): C {
  checkOptions(options, CLIENT_OPTIONS, 'tracedPg()');
  const read = operationReader('postgresql', options);
  if ('idleCount' in client) tracePool(client, read);
  else traceClient(client, read);
  return client;
}

function traceClient(client: ClientBase, read: ReadOperation): ClientBase {
  if (firstSight(client)) observe(client, 'query', tracedQuery(read));
  return client;
}

type Lent = (error: Error | undefined, client?: ClientBase, done?: unknown) => unknown;

/** `pool.query` borrows a client as well, so that its queries come by there. */
function tracePool(pool: Pool, read: ReadOperation): void {
  if (!firstSight(pool)) return;
  replaceMethod(pool, 'connect', (connect) => (callback?: Lent): unknown => {
    if (callback === undefined) {
      return (Reflect.apply(connect, pool, []) as Promise<ClientBase>).then((client) => traceClient(client, read));
    }
    // Where the pool is busy the callback is called by whoever gives a client back, which may be another call.
    const lent = AsyncResource.bind(callback);
    return Reflect.apply(connect, pool, [
      (error: Error | undefined, client?: ClientBase, done?: unknown) =>
        lent(error, client === undefined ? client : traceClient(client, read), done),
    ]);
  });
}

/** An object that speaks the protocol itself: `pg.Query`, `pg-cursor`, `pg-query-stream`. */
interface Submittable {
  readonly text?: unknown;
  submit: AnyFunction;
}

function tracedQuery(read: ReadOperation): InCall {
  return (call, run, args) => {
    const [config, values] = args;
    const operation = read(textOf(config));
    if (isSubmittable(config)) return submitted(call, operation, config, run);
    const callback = callbackOf(args);
    return callback === undefined
      ? measured(call, operation, run as () => Promise<Answer>, rowsOf)
      : withCallback(call, operation, callback, (answered) =>
          run([config, typeof values === 'function' ? undefined : values, answered]),
        );
  };
}

function textOf(config: unknown): unknown {
  return typeof config === 'object' && config !== null ? (config as { text?: unknown }).text : config;
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
      else measurement.succeeded(() => (answer === undefined ? undefined : rowsOf(answer)));
      return bound(error, answer) as unknown;
    });
  } catch (thrown) {
    measurement.failed(thrown);
    throw thrown;
  }
}

/** Such an object is told by the client what comes back, and that is what is listened to. */
function submitted(call: CurrentCall, operation: Operation, submittable: Submittable, run: () => unknown): unknown {
  const measurement = new Measurement(call, operation);
  let returned = 0;
  let touched: number | undefined;
  const listen = (method: string, heard: (message: unknown) => void): void =>
    replaceMethod(submittable, method, (handle) => (...args: unknown[]): unknown => {
      safely('call.integration', 'the listener of pg', () => heard(args[0]));
      return Reflect.apply(handle, submittable, args);
    });
  listen('handleDataRow', () => {
    returned += 1;
  });
  listen('handleCommandComplete', (message) => {
    touched = touchedBy(message) ?? touched;
  });
  listen('handleError', (error) => measurement.failed(error));
  listen('handleReadyForQuery', () => measurement.succeeded(() => (returned > 0 ? returned : touched)));
  return run();
}

/** From the server's words: `INSERT 0 2`, `UPDATE 1`, `BEGIN`. */
function touchedBy(message: unknown): number | undefined {
  const { text } = message as { readonly text?: unknown };
  const count = typeof text === 'string' ? / (\d+)$/.exec(text) : null;
  return count === null ? undefined : Number(count[1]);
}

function isSubmittable(config: unknown): config is Submittable {
  return typeof config === 'object' && config !== null && typeof (config as { submit?: unknown }).submit === 'function';
}

/** Of a text with several statements `pg` gives several results. */
type Answer = QueryResult | readonly QueryResult[];

function rowsOf(answer: Answer): number | undefined {
  const results = 'rowCount' in answer ? [answer] : answer;
  return results.reduce<number | undefined>(
    (sum, { rowCount }) => (rowCount === null ? sum : (sum ?? 0) + rowCount),
    undefined,
  );
}

import { isPlainObject } from '@portcall/core/internal';
import { type AnyFunction, type TracedOptions, traced } from '@portcall/trace';
import { runCarrying } from '@portcall/trace/internal';
import { checkClient } from '../measuring/checked-client.js';
import { firstSight, replaceMethod } from '../measuring/patch.js';
import { type Carrier, carrierHere, contextOf } from './workers/carrier.js';

const KEY = 'portcall.task';

/** A task with where it comes from, as it is posted. */
interface Envelope {
  readonly [KEY]: Carrier;
  readonly task: unknown;
}

/**
 * The message to post for a task: with the trace of the running call, for `tracedTask()` in the worker. Where there is none, the
 * task itself.
 *
 * ```js
 * worker.postMessage(taskFromHere({ width: 300 }));
 * ```
 */
export function taskFromHere<T>(task: T): T {
  const carrier = carrierHere();
  return carrier === undefined ? task : ({ [KEY]: carrier, task } satisfies Envelope as T);
}

/**
 * The function that a worker runs for each task: each run is a call, below the one that posted the task by `taskFromHere()` or
 * through a `tracedPool()`. Tasks that were posted otherwise run as well, as calls without a caller.
 *
 * ```js
 * parentPort.on('message', tracedTask('resize', { type: 'query' }, async ({ width }) => { … }));
 * ```
 * @throws Error as `traced()` does
 */
export function tracedTask<F extends (task: never, ...more: never[]) => unknown>(
  name: string,
  options: TracedOptions<F>,
  handler: F,
): F {
  const run = traced(name, options, handler) as AnyFunction;
  const unwrapping = function (this: unknown, message: unknown, ...more: unknown[]): unknown {
    const inner = (): unknown => Reflect.apply(run, this, [isEnvelope(message) ? message.task : message, ...more]);
    const around = isEnvelope(message) ? contextOf(message[KEY]) : undefined;
    return around === undefined ? inner() : runCarrying(around, inner);
  };
  return unwrapping as unknown as F;
}

/** What is needed of a pool: piscina, tinypool and others like them. */
export interface TaskPool {
  run(task: never, ...more: never[]): unknown;
}

/**
 * The same pool, whose `run(task)` posts the trace of the running call with the task: the worker's function is a `tracedTask()`.
 * What is to be moved, as by `Piscina.move()`, is posted as it is.
 */
export function tracedPool<P extends TaskPool>(pool: P): P {
  checkClient(pool, 'tracedPool()', {
    by: ['run'],
    called: 'a pool of workers',
    todo: 'give one with a method run(task)',
  });
  if (!firstSight(pool)) return pool;
  replaceMethod(pool, 'run', (run) => (task: unknown, ...more: unknown[]): unknown => {
    return Reflect.apply(run, pool, [isPlain(task) ? taskFromHere(task) : task, ...more]);
  });
  return pool;
}

/** Only of what is data it is known that it may lie in something else. */
function isPlain(task: unknown): boolean {
  return typeof task !== 'object' || task === null || Array.isArray(task) || isPlainObject(task);
}

function isEnvelope(message: unknown): message is Envelope {
  return isPlainObject(message) && KEY in message && 'task' in message;
}

import { basename, extname } from 'node:path';
import { type AnyFunction, traced } from '@portcall/trace';
import { calls, type Place } from '@portcall/trace/internal';
import { contextOf } from '../../jobs/workers/carrier.js';
import { carrierIn, PooledTasks } from '../../jobs/workers/pooled-tasks.js';
import type { ChannelFamily } from '../family.js';
import { bindWhileRunning, whenGiven, whenMade } from '../subscribing/made.js';

/**
 * Makes each task of a pool a call in the worker that runs it, below the call that posted it. Both ends have to look on; where the
 * worker does not, the task is what it is.
 */
export const piscina: ChannelFamily<'piscina'> = {
  name: 'piscina',
  subscribe(to) {
    const tasks = new PooledTasks();
    whenMade(to, 'piscina', 'task', (task) => tasks.queued(task));
    whenMade(to, 'piscina', 'worker', (worker) => tasks.hear(worker));
    to.onEnd(() => tasks.end());
    bindWhileRunning(to, 'piscina', 'message', calls, ([, , message]) => placeOf(carrierIn(message)));
    const handlers = new WeakMap<AnyFunction, Map<string, AnyFunction>>();
    whenGiven(to, 'piscina', 'handler', (given, args) =>
      (given as Promise<unknown>).then((handler) =>
        typeof handler === 'function' ? tracedOnce(handlers, handler as AnyFunction, args) : handler,
      ),
    );
  },
};

/** A worker has one thing after the other to do: nothing of what came before is around the next. */
function placeOf(carrier: unknown): Place {
  const context = contextOf(carrier);
  return (context && { call: undefined, next: undefined, silent: false, context, scope: undefined }) as Place;
}

function tracedOnce(
  known: WeakMap<AnyFunction, Map<string, AnyFunction>>,
  handler: AnyFunction,
  [file, exported]: readonly unknown[],
): AnyFunction {
  const names = known.get(handler) ?? new Map<string, AnyFunction>();
  known.set(handler, names);
  const name = nameOf(handler, file, exported);
  const wrapped = names.get(name) ?? traced(name, { type: 'action' }, handler);
  names.set(name, wrapped);
  return wrapped;
}

/** As the function is called, else as it is exported, else as its file is. */
function nameOf({ name }: AnyFunction, file: unknown, exported: unknown): string {
  const known = [name, exported].find(isName);
  if (known !== undefined) return known;
  return typeof file === 'string' ? basename(file, extname(file)) : 'task';
}

function isName(one: unknown): one is string {
  return typeof one === 'string' && one !== '' && !NAMELESS.has(one);
}

const NAMELESS: ReadonlySet<string> = new Set(['default', 'anonymous', 'exports', 'module.exports']);

import { checkOptions } from '@portcall/core';
import type { Identity } from './current-call.js';
import { FN_TYPES, type FnType } from './fn-trace.js';
import { type AnyFunction, runCall, type TracedFunction } from './run-call.js';
import { currentTracing } from './tracing.js';

export interface TracedOptions<F extends AnyFunction = AnyFunction> {
  /** What the function may do: read, write, or reach outside. */
  readonly type: FnType;
  /** On whose behalf the call runs, read from its arguments; what it leaves out is inherited. @default all inherited */
  readonly identify?: (...args: Parameters<F>) => Identity;
  /** Says which thrown values mean that the call was rolled back. @default what tracing was started with */
  readonly isRollback?: (thrown: unknown) => boolean;
}

/**
 * The same function, every call of which is traced: same type, `this`, name and length; sync stays sync and async stays
 * async; generators, async iterables, Web streams, Node streams and bodies of responses it gives end the trace when they end.
 * While tracing is off a call costs one question.
 *
 * The app always gets its own value or its own error. A native promise is given on as one that settles with it.
 *
 * @param name of the function in traces, and of its spans
 * @throws Error for a name that is empty, an unknown type, other options, and what is no function
 */
export function traced<F extends AnyFunction>(name: string, options: TracedOptions<F>, fn: F): F {
  if (typeof name !== 'string' || name === '')
    throw new Error('A traced function needs a name: the one its spans will have.');
  if (!isFnType((options as TracedOptions | undefined)?.type))
    throw new Error(`${name}: its type is one of ${FN_TYPES.join(', ')}.`);
  checkOptions<TracedOptions<F>>(options, { type: true, identify: true, isRollback: true }, name);
  if (typeof fn !== 'function') throw new Error(`${name}: what is traced is a function, and this is ${typeof fn}.`);
  const declared: TracedFunction = Object.freeze({
    name: name.toWellFormed(),
    type: options.type,
    identify: options.identify as TracedFunction['identify'],
    isRollback: options.isRollback,
    fn,
  });
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    const tracing = currentTracing();
    return tracing === undefined ? Reflect.apply(fn, this, args) : runCall(declared, this, args, tracing);
  };
  return likeThe(fn, wrapper, name) as F;
}

function isFnType(type: unknown): boolean {
  return FN_TYPES.some((known) => known === type);
}

/** What else is on a function goes on with it: its name, its length, what the app has put on it. */
function likeThe(fn: AnyFunction, wrapper: AnyFunction, name: string): AnyFunction {
  const { caller: _caller, arguments: _arguments, ...own } = Object.getOwnPropertyDescriptors(fn);
  Object.defineProperties(wrapper, own);
  return fn.name === '' ? Object.defineProperty(wrapper, 'name', { value: name, configurable: true }) : wrapper;
}

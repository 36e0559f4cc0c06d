import { checkedFunction, checkedOneOf, checkOptions, nativeTypes, ownText, shown } from '@portcall/core/internal';
import type { Identity } from './current-call.js';
import { checkedBudget } from './lints/budget.js';
import { type Budget, FN_TYPES, type FnType } from './record/fn-trace.js';
import { entering } from './running/async-context.js';
import { type AnyFunction, callGave, callThrew, enterCall, type TracedFunction } from './running/run-call.js';
import { applyInCall } from './running/run-in-call.js';
import { UnsettledCalls } from './running/unsettled.js';
import { type Tracing, tracingHere } from './tracing.js';

/**
 * A function that can be traced. Without a signature: one of any arguments would give its `any` to the arguments of a
 * function written in place, and to its type parameters.
 */
// biome-ignore lint/complexity/noBannedTypes: see above
export type Traceable = Function; // eslint-disable-line @typescript-eslint/no-unsafe-function-type

export interface TracedOptions<F extends Traceable = AnyFunction> {
  /** What the function may do: read, write, or reach outside. */
  readonly type: FnType;
  /** On whose behalf the call runs, read from its arguments; what it leaves out is inherited. @default all inherited */
  readonly identify?: (...args: ArgumentsOf<F>) => Identity;
  /** Says which thrown values mean that the call was rolled back. @default what tracing was started with */
  readonly isRollback?: (thrown: unknown) => boolean;
  /** Keeps what the function gives in its traces; see `TracingOptions.keepValues`. @default what tracing was started with */
  readonly keepValue?: boolean;
  /**
   * What one call should keep within. A call that does not says so once per function, in its trace and on its span.
   * @default no limit
   */
  readonly budget?: Budget;
}

type ArgumentsOf<F extends Traceable> = F extends (...args: infer A) => unknown ? A : never[];

const KNOWN: Readonly<Record<keyof TracedOptions, true>> = {
  type: true,
  identify: true,
  isRollback: true,
  keepValue: true,
  budget: true,
};

const { apply } = Reflect;

/**
 * The same function, every call of which is traced: same type, `this`, name and length; sync stays sync and async stays
 * async; generators, async iterables, Web streams, Node streams and bodies of responses it gives end the trace when they end.
 * While tracing is off a call costs one question.
 *
 * The app always gets its own value or its own error. A native promise is given on as one that settles with it.
 *
 * @param name of the function in traces, and of its spans
 * @throws Error for a name that is empty, an unknown type, unknown options, and what is not a function
 */
export function traced<F extends Traceable>(name: string, options: TracedOptions<F>, fn: F): F {
  if (typeof name !== 'string' || name === '')
    throw new Error(`traced(name): ${shown(name)} is not a name; give the one that spans of the function have`);
  checkedOneOf((options as TracedOptions | undefined)?.type, FN_TYPES, `traced({ type }) of ${shown(name)}`);
  checkOptions<TracedOptions<F>>(options, KNOWN, name);
  checkedFunction(fn, `traced(fn) of ${shown(name)}`, 'give the function to trace');
  const declared: TracedFunction = Object.freeze({
    name: ownText(name.toWellFormed()),
    type: options.type,
    identify: options.identify as TracedFunction['identify'],
    isRollback: options.isRollback,
    keepValue: options.keepValue,
    budget: options.budget && checkedBudget(options.budget, `traced({ budget }) of ${shown(name)}`),
    // An async generator counts as an async function there.
    isAsync: nativeTypes.isAsyncFunction(fn) && !nativeTypes.isGeneratorFunction(fn),
    unsettled: new UnsettledCalls(ownText(name.toWellFormed())),
  });
  // Its frame is what tracing takes of the stack: nothing of ours is between it and the function.
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    const { tracing } = tracingHere;
    const call = tracing && enterCall(declared, args, tracing);
    if (call === undefined) return apply(fn, this, args);
    let result: unknown;
    try {
      result =
        call.isCarried && entering.works
          ? apply(fn, this, args)
          : applyInCall(call, fn as unknown as AnyFunction, this, args);
    } catch (thrown) {
      callThrew(call, thrown, declared, tracing as Tracing);
      throw thrown;
    }
    return callGave(call, result, declared, tracing as Tracing);
  };
  return likeThe(fn, wrapper, name) as Traceable as F;
}

/** What else is on a function goes on with it: its name, its length, what the app has put on it. */
function likeThe(fn: Traceable, wrapper: AnyFunction, name: string): AnyFunction {
  try {
    const { caller: _caller, arguments: _arguments, ...own } = Object.getOwnPropertyDescriptors(fn);
    // Before it is put on the wrapper, where a frozen one could not be changed any more.
    if (fn.name === '') own['name'] = { value: name, configurable: true };
    return Object.defineProperties(wrapper, own);
  } catch (cause) {
    const why = shown(cause);
    throw new Error(
      `${name}: the properties of the function cannot be read (${why}); wrap a plain function around it`,
      {
        cause,
      },
    );
  }
}

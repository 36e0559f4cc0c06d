import { AsyncLocalStorage } from 'node:async_hooks';
import { types } from 'node:util';
import {
  type Clock,
  checkedFlag,
  checkedFunction,
  checkOptions,
  heldSystemClock,
  processWide,
  report,
} from '@portcall/core';
import { Epoch } from './record/epoch.js';
import type { FnTrace } from './record/fn-trace.js';
import { frozenTrace } from './record/frozen-trace.js';
import { limitsOf, type TraceLimits } from './record/trace-limits.js';
import type { Call, CallTracing } from './running/call.js';
import type { Scheduled } from './scheduled.js';
import { noSpans, type SpanPort } from './span-port.js';

/** Called with every finished call. */
export type TraceListener = (trace: FnTrace) => void;

/** Where finished calls are kept, such as a `TraceLog`. */
export interface TraceSink {
  /**
   * @param trace as it is recorded: its fields can be read, and it is no object to spread or to hand on. `frozenTrace(trace)`
   *   is one
   */
  push(trace: FnTrace): void;
}

export interface TracingOptions {
  /** Opens and closes a span per call. @default opens none */
  readonly spans?: SpanPort;
  /** Keep every finished call, and run none of the app's code: no async context is left for them. @default none */
  readonly sinks?: readonly TraceSink[];
  /** Called with every finished call; each for itself, whatever the others do. Nothing is traced in them. @default none */
  readonly listeners?: readonly TraceListener[];
  /** Says which thrown values mean that the call took nothing back into the world. @default those of `rollback()` */
  readonly isRollback?: (thrown: unknown) => boolean;
  /**
   * Keeps what calls give as the `value` of their outcome: a copy, as JSON would hold it, within `limits.value`. Values may be
   * secret; spans never have them. A function says otherwise for itself. @default false
   */
  readonly keepValues?: boolean;
  readonly limits?: Partial<TraceLimits>;
  /** @default the system's */
  readonly clock?: Clock;
}

const OPTIONS: Readonly<Record<keyof TracingOptions, true>> = {
  spans: true,
  sinks: true,
  listeners: true,
  isRollback: true,
  keepValues: true,
  limits: true,
  clock: true,
};

/** What traced functions find while tracing is on. */
export interface Tracing extends CallTracing {
  readonly spans: SpanPort;
  readonly sinks: readonly TraceSink[];
  /** Replaced, never changed: a listener may come or go while a trace is given to the others. */
  listeners: readonly TraceListener[];
  readonly isRollback: (thrown: unknown) => boolean;
  readonly keepValues: boolean;
}

/** Tracing that is on. */
export interface RunningTracing extends Disposable {
  /** Calls `listener` with every call that finishes from now on. Nothing is traced in it. @returns undo */
  readonly onTrace: (listener: TraceListener) => (() => void) & Disposable;
  /** Functions run untraced from now on; calls under way still finish for these listeners. */
  stop(): void;
}

/** What async context says where no call begins. */
export interface NoCall {
  readonly depth: 0;
  /** The call around, where only what is carried has changed. */
  readonly call: Call | undefined;
  /** The next call was scheduled. Taken by the first one. */
  readonly scheduled: Scheduled | undefined;
  /** Nothing is traced: what listeners do would give them more traces, without an end. */
  readonly silent: boolean;
  /** What somebody else keeps in async context. */
  readonly context: object | undefined;
}

/** What async context holds. */
export type Place = Call | NoCall;

interface State {
  tracing: Tracing | undefined;
  readonly calls: AsyncLocalStorage<Place>;
}

const state = processWide<State>('trace', () => ({ tracing: undefined, calls: new AsyncLocalStorage() }));

/** The running call's place in async context; one per process, whatever copies of this package there are. */
export const calls: AsyncLocalStorage<Place> = state.calls;

export const NOWHERE: NoCall = Object.freeze({
  depth: 0,
  call: undefined,
  scheduled: undefined,
  silent: false,
  context: undefined,
});
const SILENCE: NoCall = Object.freeze({ ...NOWHERE, silent: true });

export function isCall(place: Place): place is Call {
  return place.depth !== 0;
}

/** The call whose code runs, finished or not. */
export function runningCall(): Call | undefined {
  const place = calls.getStore();
  return place === undefined || isCall(place) ? place : place.call;
}

/** What somebody else keeps in async context, beside the call: a tracer its own context. One storage costs half of two. */
export function carriedContext(): object | undefined {
  return calls.getStore()?.context;
}

/** Runs `body` with something else carried in async context; the running call stays. */
export function runCarrying<A extends unknown[], T>(context: object, body: (...args: A) => T, ...args: A): T {
  const place = calls.getStore();
  if (place === undefined) return calls.run({ ...NOWHERE, context }, body, ...args);
  const { scheduled, silent } = isCall(place) ? NOWHERE : place;
  const call = isCall(place) ? place : place.call;
  return calls.run({ depth: 0, call, scheduled, silent, context }, body, ...args);
}

/** Runs `body` as what a span scheduled, without a caller. */
export function runAsScheduled<T>(by: string | undefined, body: () => T): T {
  return calls.run({ ...NOWHERE, scheduled: { by, taken: false }, context: carriedContext() }, body);
}

/**
 * Runs `body`, and what it starts, without tracing: for what handles traces, which would otherwise give it more of them
 * without an end. Callbacks of `onTrace()` and `observers.subscribe()` run so.
 */
export function untraced<A extends unknown[], T>(body: (...args: A) => T, ...args: A): T {
  return calls.run({ ...SILENCE, context: carriedContext() }, body, ...args);
}

/** Undefined while tracing is off: the one question every traced function asks. */
export function currentTracing(): Tracing | undefined {
  return state.tracing;
}

/**
 * Switches tracing on for the whole process: functions wrapped before are traced from now on.
 * `registerInstrumentation()` does this; call it yourself to trace without OpenTelemetry.
 *
 * @throws Error when tracing is on already, for a limit that is not a positive whole number, and for other options
 */
export function startTracing(options: TracingOptions = {}): RunningTracing {
  checkOptions(options, OPTIONS, 'startTracing()');
  if (state.tracing !== undefined) {
    throw new Error(
      'startTracing(): tracing is on already; stop it first, or add a listener to it with telemetry.onTrace()',
    );
  }
  const { spans = noSpans, sinks = [], listeners = [], limits = {}, clock = heldSystemClock() } = options;
  const { isRollback = () => false, keepValues = false } = options;
  checkedFunction(isRollback, 'isRollback', 'give one that says whether a thrown value rolled back');
  const tracing: Tracing = {
    spans,
    sinks: [...sinks],
    listeners: [...listeners],
    isRollback,
    keepValues: checkedFlag(keepValues, 'keepValues'),
    limits: limitsOf(limits),
    clock,
    epoch: new Epoch(clock),
  };
  state.tracing = tracing;
  const stop = (): void => {
    if (state.tracing === tracing) state.tracing = undefined;
  };
  return {
    onTrace(listener) {
      const once: TraceListener = (trace) => listener(trace);
      tracing.listeners = [...tracing.listeners, once];
      const undo = (): void => {
        tracing.listeners = tracing.listeners.filter((other) => other !== once);
      };
      return Object.assign(undo, { [Symbol.dispose]: undo });
    },
    stop,
    [Symbol.dispose]: stop,
  };
}

/** Gives a finished call to its span, every sink and every listener. What they throw is reported and stays here. */
export function publish(call: Call, trace: FnTrace, tracing: Tracing): void {
  // One that nothing closes was not sampled: nobody will find it by its ids.
  if (call.span.close !== undefined) call.noteSpan();
  for (const sink of tracing.sinks) {
    try {
      sink.push(trace);
    } catch (cause) {
      report({ key: 'call.sink', message: 'traces: a sink failed; the trace is lost there; fix the error', cause });
    }
  }
  if (call.span.close === undefined && tracing.listeners.length === 0) return;
  calls.run(SILENCE, deliver, call, trace, tracing);
}

function deliver(call: Call, trace: FnTrace, { listeners }: Tracing): void {
  try {
    call.span.close?.(trace, call.startedAtPrecisely);
  } catch (cause) {
    report({
      key: 'call.span',
      about: trace.fnName,
      message: `${trace.fnName}: its span could not be closed; the span is lost; fix the error`,
      cause,
    });
  }
  if (listeners.length === 0) return;
  const frozen = frozenTrace(trace);
  // What is declared to give nothing may give a promise.
  for (const listener of listeners as readonly ((trace: FnTrace) => unknown)[]) {
    try {
      const answer = listener(frozen);
      if (types.isPromise(answer)) answer.then(undefined, listenerFailed);
    } catch (cause) {
      listenerFailed(cause);
    }
  }
}

function listenerFailed(cause: unknown): void {
  report({
    key: 'call.listener',
    message: 'onTrace(): a listener failed; the trace may be lost there; fix the error',
    cause,
  });
}

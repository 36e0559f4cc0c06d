import type { Clock } from '@portcall/core';
import {
  checkedFlag,
  checkedFunction,
  checkOptions,
  Epoch,
  heldSystemClock,
  processWide,
  undoOf,
} from '@portcall/core/internal';
import type { FnTrace } from './record/fn-trace.js';
import { limitsOf, type TraceLimits } from './record/trace-limits.js';
import type { CallTracing } from './running/call-tracing.js';
import { noSpans, type SpanPort } from './span-port.js';

/** Called with every finished call. */
export type TraceListener = (trace: FnTrace) => void;

/** Where finished calls are kept, such as a `TraceLog`. */
export interface TraceSink {
  /** Nobody reads what is pushed now: it is not pushed. @default false */
  readonly isIdle?: boolean;
  /** Whether it goes by the identities of operations, which nobody works out otherwise. @default false */
  readonly wantsIdentities?: boolean;
  /**
   * Keeps one finished call. Runs as the call ends, before whoever made it gets its result; what it throws is reported, and
   * stays here.
   * @param trace the record of the call, for reading: its fields may be getters, and are worked out when they are read. What
   *   an app is to have is `frozenTrace(trace)`, a plain object
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
  readonly wantsIdentities: boolean;
}

/** Whether the identity of an operation is of use: working it out costs more than all the rest. */
export function identitiesWanted(): boolean {
  return tracingHere.tracing?.wantsIdentities === true;
}

/** Tracing that is on. */
export interface RunningTracing extends Disposable {
  /** Calls `listener` with every call that finishes from now on. Nothing is traced in it. @returns undo */
  readonly onTrace: (listener: TraceListener) => (() => void) & Disposable;
  /** Functions run untraced from now on; calls under way still finish for these listeners. */
  stop(): void;
}

/**
 * Whichever copy of this package switched it on; undefined while tracing is off. The one question every traced function asks,
 * and so nothing but a field to read.
 */
export const tracingHere: { tracing: Tracing | undefined } = processWide('trace', () => ({ tracing: undefined }));

/**
 * Switches tracing on for the whole process: functions wrapped before are traced from now on.
 * `registerInstrumentation()` does this; call it yourself to trace without OpenTelemetry.
 *
 * @throws Error when tracing is on already, for a limit that is not a positive whole number, and for other options
 */
export function startTracing(options: TracingOptions = {}): RunningTracing {
  checkOptions(options, OPTIONS, 'startTracing()');
  if (tracingHere.tracing !== undefined) {
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
    wantsIdentities: sinks.some(({ wantsIdentities }) => wantsIdentities === true),
    limits: limitsOf(limits),
    clock,
    epoch: new Epoch(clock),
  };
  tracingHere.tracing = tracing;
  const stop = (): void => {
    if (tracingHere.tracing === tracing) tracingHere.tracing = undefined;
  };
  return {
    onTrace(listener) {
      const once: TraceListener = (trace) => listener(trace);
      tracing.listeners = [...tracing.listeners, once];
      return undoOf(() => {
        tracing.listeners = tracing.listeners.filter((other) => other !== once);
      });
    },
    stop,
    [Symbol.dispose]: stop,
  };
}

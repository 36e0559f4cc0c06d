import { type AsyncStorage, asyncStorage, processWide, type ScopeAttributes } from '@portcall/core/internal';

/** What async context holds: where code runs. A call is one, and what is around a call, or instead of one, another. */
export interface Place {
  /** The call whose code runs, finished or not. What else it is than a place, `runningCall()` gives. */
  readonly call: PlacedCall | undefined;
  /** That the next call was scheduled. Taken by the first one. */
  readonly next: Scheduled | undefined;
  /** Nothing is traced: what listeners do would give them more traces, without an end. */
  readonly silent: boolean;
  /** What somebody else keeps in async context. */
  readonly context: object | undefined;
  /** What is said of everything that runs here; undefined where nothing is. */
  readonly scope: ScopeAttributes | undefined;
  /** Of which call an operation runs, in the own code of a client, which begins no others in it; undefined elsewhere. */
  readonly operationOf: object | undefined;
}

/** A call, as the place of its code. */
export interface PlacedCall extends Place {
  readonly isFinished: boolean;
}

/** That a call was scheduled, and by which span, where there was one. */
export interface Scheduled {
  readonly by: string | undefined;
  taken: boolean;
}

/** The running call's place in async context; one per process, whatever copies of this package there are. */
export const calls: AsyncStorage<Place> = processWide('trace.calls', () => asyncStorage<Place>());

/** Whether a place can be entered: workerd only runs code in one, and says so when it is asked for more. */
export const entering = { works: true };

/** What runs from here on runs there, where the runtime can do that. */
export function enterPlace(place: Place | undefined): void {
  if (!entering.works) return;
  try {
    calls.enterWith(place as Place);
  } catch {
    entering.works = false;
  }
}

export const NOWHERE: Place = Object.freeze({
  call: undefined,
  next: undefined,
  silent: false,
  context: undefined,
  scope: undefined,
  operationOf: undefined,
});
export const SILENCE: Place = Object.freeze({ ...NOWHERE, silent: true });

/** The call whose code runs, finished or not. */
export function placedCall(): PlacedCall | undefined {
  return calls.getStore()?.call;
}

/** What somebody else keeps in async context, beside the call: a tracer its own context. One storage costs half of two. */
export function carriedContext(): object | undefined {
  return calls.getStore()?.context;
}

/** Runs `body` with something else carried in async context; the running call stays. */
export function runCarrying<A extends unknown[], T>(context: object, body: (...args: A) => T, ...args: A): T {
  return calls.run(placeCarrying(context), body, ...args);
}

/**
 * Carries something else from here on, in this async function and in what it starts, until it is told to stop.
 * @returns puts back what was there, once
 */
export function carryFromHere(context: object): () => void {
  const before = calls.getStore();
  enterPlace(placeCarrying(context));
  let carried = true;
  return () => {
    if (carried) enterPlace(before);
    carried = false;
  };
}

function placeCarrying(context: object): Place {
  const { call, next, silent, scope, operationOf } = calls.getStore() ?? NOWHERE;
  return { call, next, silent, context, scope, operationOf };
}

/** Runs `body` as what a span scheduled, without a caller. */
export function runAsScheduled<T>(by: string | undefined, body: () => T): T {
  const { context, scope, operationOf } = calls.getStore() ?? NOWHERE;
  const next = { by, taken: false };
  return calls.run({ call: undefined, next, silent: false, context, scope, operationOf }, body);
}

/**
 * Runs `body`, and what it starts, without tracing: for what handles traces, which would otherwise give it more of them
 * without an end. Callbacks of `onTrace()` and `observers.subscribe()` run so.
 */
export function untraced<A extends unknown[], T>(body: (...args: A) => T, ...args: A): T {
  const { context, scope, operationOf } = calls.getStore() ?? NOWHERE;
  return calls.run({ call: undefined, next: undefined, silent: true, context, scope, operationOf }, body, ...args);
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { processWide } from '@portcall/core/internal';

/** A call as it is found in async context. What else it is, `callAt()` gives. */
export interface PlacedCall {
  /** How many calls it is nested in, itself included. */
  readonly depth: number;
  readonly isFinished: boolean;
  /** What is carried beside it. */
  readonly context: object | undefined;
}

/** That the next call was scheduled, and by which span, where there was one. The first call takes it. */
export interface Scheduled {
  readonly by: string | undefined;
  taken: boolean;
}

/** What async context says where no call begins. */
export interface NoCall {
  readonly depth: 0;
  /** The call around, where only what is carried has changed. */
  readonly call: PlacedCall | undefined;
  /** The next call was scheduled. Taken by the first one. */
  readonly scheduled: Scheduled | undefined;
  /** Nothing is traced: what listeners do would give them more traces, without an end. */
  readonly silent: boolean;
  /** What somebody else keeps in async context. */
  readonly context: object | undefined;
}

/** What async context holds. */
export type Place = PlacedCall | NoCall;

/** The running call's place in async context; one per process, whatever copies of this package there are. */
export const calls: AsyncLocalStorage<Place> = processWide('trace.calls', () => new AsyncLocalStorage());

export const NOWHERE: NoCall = Object.freeze({
  depth: 0,
  call: undefined,
  scheduled: undefined,
  silent: false,
  context: undefined,
});
export const SILENCE: NoCall = Object.freeze({ ...NOWHERE, silent: true });

export function isCall(place: Place): place is PlacedCall {
  return place.depth !== 0;
}

/** The call whose code runs, finished or not. */
export function placedCall(): PlacedCall | undefined {
  const place = calls.getStore();
  return place === undefined || isCall(place) ? place : place.call;
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
  calls.enterWith(placeCarrying(context));
  let carried = true;
  return () => {
    if (carried) calls.enterWith(before as Place);
    carried = false;
  };
}

function placeCarrying(context: object): NoCall {
  const place = calls.getStore();
  if (place === undefined) return { ...NOWHERE, context };
  const { scheduled, silent } = isCall(place) ? NOWHERE : place;
  return { depth: 0, call: isCall(place) ? place : place.call, scheduled, silent, context };
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

import { types } from 'node:util';
import { failureOf, report, safely } from '@portcall/core';
import { Call } from './call.js';
import { nextCallId } from './call-id.js';
import { CallRecord } from './call-record.js';
import type { Identity } from './current-call.js';
import type { FnType } from './fn-trace.js';
import { follow } from './follow.js';
import { isRollbackError } from './rollback.js';
import { runInCall } from './run-in-call.js';
import type { Scheduled } from './scheduled.js';
import { noSpan, noSpans, type OpenSpan } from './span-port.js';
import { isStream, watchStream } from './stream/watch-stream.js';
import { calls, isCall, NOWHERE, type NoCall, publish, type Tracing } from './tracing.js';

/** A function of whatever kind: `unknown` arguments would fit no function that declares its own. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyFunction = (this: any, ...args: any[]) => any;

/** A traced function, as it was declared. */
export interface TracedFunction {
  readonly name: string;
  readonly type: FnType;
  readonly identify: ((...args: never[]) => Identity) | undefined;
  readonly isRollback: ((thrown: unknown) => boolean) | undefined;
  readonly fn: AnyFunction;
}

/** Runs one call and traces it. Gives what the function gives and throws what it throws, whatever happens to the trace. */
export function runCall(traced: TracedFunction, self: unknown, args: unknown[], tracing: Tracing): unknown {
  const { fn } = traced;
  const place = calls.getStore() ?? NOWHERE;
  const caller = isCall(place) ? place : place.call;
  if (caller !== undefined && !caller.isFinished && caller.depth >= tracing.limits.depth) {
    caller.recordUntracedCall();
    return Reflect.apply(fn, self, args);
  }
  if (!isCall(place) && place.silent) return Reflect.apply(fn, self, args);
  const scheduled = isCall(place) ? undefined : takeScheduled(place);
  const call = open(traced, args, caller, scheduled, place.context, tracing);
  let result: unknown;
  try {
    result = runInCall(call, fn, self, args);
  } catch (thrown) {
    fail(call, thrown, traced, tracing);
    throw thrown;
  }
  if (!isFollowed(result)) return returned(call, result, traced, tracing);
  return followed(call, result, traced, tracing);
}

// Apart from `runCall`, where these two would cost every synchronous call the scope they close over.
function followed(call: Call, promise: Promise<unknown>, traced: TracedFunction, tracing: Tracing): Promise<unknown> {
  return follow(
    promise,
    (value) => returned(call, value, traced, tracing),
    (thrown) => {
      fail(call, thrown, traced, tracing);
      throw thrown;
    },
  );
}

/**
 * Thenables that are no promises, and promises with a `then` of their own, are often queries that run when `then` is
 * called: those are values like others.
 */
function isFollowed(result: unknown): result is Promise<unknown> {
  if (!types.isPromise(result)) return false;
  const { then } = result as { readonly then: unknown };
  return then === Promise.prototype.then || isOfAnotherRealm(then);
}

function isOfAnotherRealm(then: unknown): boolean {
  return typeof then === 'function' && Function.prototype.toString.call(then) === 'function then() { [native code] }';
}

function open(
  traced: TracedFunction,
  args: unknown[],
  caller: Call | undefined,
  scheduled: Scheduled | undefined,
  outerContext: object | undefined,
  tracing: Tracing,
): Call {
  const { name, type, identify } = traced;
  const { clock, epoch, limits } = tracing;
  const startedAt = clock.monotonic();
  const record = new CallRecord(
    nextCallId(),
    name,
    type,
    caller?.userId,
    caller?.tenantId,
    caller?.callId,
    epoch.at(startedAt),
  );
  if (name.length > limits.name) record.fnName = record.clipped(name, limits.name);
  // A timer that starts itself anew is always inside of the call before, and nested in none.
  const depth = caller === undefined || caller.isFinished ? 1 : caller.depth + 1;
  const call = new Call(record, startedAt, tracing, depth, scheduled, outerContext);
  if (identify !== undefined) call.identify(identityOf(name, identify, args));
  if (tracing.spans === noSpans) return call;
  try {
    const opened = tracing.spans.open(call) as OpenSpan | undefined;
    if (opened === undefined) throw new Error('open() gave no span');
    call.span = opened;
  } catch (cause) {
    call.span = noSpan;
    report({
      key: 'call.span',
      about: name,
      message: `${name}: its span could not be opened; the trace goes on without`,
      cause,
    });
  }
  return call;
}

// Apart from `open`, for the same reason.
function identityOf(name: string, identify: (...args: never[]) => Identity, args: unknown[]): Identity | undefined {
  return safely('call.identify', `identify of ${name}`, () => identify(...(args as never[])));
}

/** Only the first call that starts inside `runScheduled` has it. */
function takeScheduled({ scheduled }: NoCall): Scheduled | undefined {
  if (scheduled === undefined || scheduled.taken) return undefined;
  scheduled.taken = true;
  return scheduled;
}

/** A stream ends the call when it ends; any other value ends it now. */
function returned(call: Call, value: unknown, traced: TracedFunction, tracing: Tracing): unknown {
  const watched = isStream(value) ? streamed(call, value, traced, tracing) : undefined;
  if (watched !== undefined) return watched;
  publish(call, call.finishOk(), tracing);
  return value;
}

// Apart from `returned`, where these three would cost every call the scope they close over.
function streamed(
  call: Call,
  stream: AsyncIterable<unknown>,
  traced: TracedFunction,
  tracing: Tracing,
): object | undefined {
  return watchStream(stream, {
    call,
    done: () => publish(call, call.finishOk(), tracing),
    failed: (thrown) => fail(call, thrown, traced, tracing),
    abandoned: () => publish(call, call.finishAbandoned(), tracing),
  });
}

function fail(call: Call, thrown: unknown, traced: TracedFunction, tracing: Tracing): void {
  if (call.span.failed !== undefined) tellSpan(call, thrown);
  const { code, message } = failureOf(thrown);
  const trace = rolledBack(thrown, traced, tracing)
    ? call.finishRolledBack(code, message)
    : call.finishError(code, message);
  publish(call, trace, tracing);
}

function tellSpan(call: Call, thrown: unknown): void {
  safely('call.span', `the span of ${call.fnName}`, () => call.span.failed?.(thrown));
}

function rolledBack(thrown: unknown, { name, isRollback }: TracedFunction, tracing: Tracing): boolean {
  if (isRollbackError(thrown)) return true;
  return safely('call.is_rollback', `isRollback of ${name}`, () => (isRollback ?? tracing.isRollback)(thrown)) === true;
}

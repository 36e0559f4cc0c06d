import { report } from '@portcall/core';
import { failureOf, safely } from '@portcall/core/internal';
import { newestOpen } from '../around/transaction-steps.js';
import type { Identity } from '../current-call.js';
import { budgetAttributes, overBudget, sayOverBudget } from '../lints/budget.js';
import { numbering } from '../record/call-id.js';
import { CallRecord, callExtra } from '../record/call-record.js';
import type { Budget, FnType } from '../record/fn-trace.js';
import { isRollbackError } from '../rollback.js';
import { noSpan, noSpans, type SpanOfCall } from '../span-port.js';
import { watchStream } from '../stream/watch-stream.js';
import type { Tracing } from '../tracing.js';
import { calls, enterPlace, NOWHERE, type Place, type Scheduled, untraced } from './async-context.js';
import { Call } from './call.js';
import { follow } from './follow.js';
import { publish } from './publish.js';
import { isFollowed, isUnawaited, streamIn } from './result-kind.js';
import { runInCall } from './run-in-call.js';
import type { UnsettledCalls } from './unsettled.js';

/** A function of whatever kind: `unknown` arguments would fit no function that declares its own. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyFunction = (this: any, ...args: any[]) => any;

/** A traced function, as it was declared. */
export interface TracedFunction {
  readonly name: string;
  readonly type: FnType;
  readonly identify: ((...args: never[]) => Identity) | undefined;
  readonly isRollback: ((thrown: unknown) => boolean) | undefined;
  readonly keepValue: boolean | undefined;
  readonly budget: Budget | undefined;
  /** Whether it is an async function of the language, which always gives a promise, and not one of any other make. */
  readonly isAsync: boolean;
  readonly unsettled: UnsettledCalls;
}

/** What is asked of a function when a call of it fails. */
type FailingFunction = Pick<TracedFunction, 'name' | 'isRollback'> & Partial<Pick<TracedFunction, 'budget'>>;

/**
 * Opens a call and makes it the running one, until `leaveCall()`; undefined where the function runs untraced.
 *
 * Opening, running and ending a call are three steps of whoever runs it: a function of our own around the app's would take
 * its part of the stack with every level of calls inside calls.
 */
export function enterCall(traced: TracedFunction, args: unknown[], tracing: Tracing): Call | undefined {
  const before = calls.getStore();
  const place = before ?? NOWHERE;
  const caller = runningIn(place);
  if (caller !== undefined && caller.depth >= tracing.limits.depth) {
    caller.recordUntracedCall();
    return undefined;
  }
  if (place.silent) return undefined;
  const scheduled = place.next === undefined ? undefined : takenOnce(place.next);
  const call = openCall(traced, args, caller, scheduled, place, tracing);
  call.placeBefore = before;
  enterPlace(call);
  return call;
}

/** One that has ended is nobody's caller: a loop that it started would otherwise run for its user, and under it, for ever. */
export function runningIn(place: Place): Call | undefined {
  const call = place.call as Call | undefined;
  return call === undefined || call.isFinished ? undefined : call;
}

/** Once the function has given something: the call ends, now or when what it gave does. @returns what to give to the app */
export function callGave(call: Call, result: unknown, traced: TracedFunction, tracing: Tracing): unknown {
  leaveCall(call);
  if (traced.isAsync || isFollowed(result)) return followed(call, result as Promise<unknown>, traced, tracing);
  if (isUnawaited(result)) sayUnawaited(call.fnName);
  return returned(call, result, traced, tracing);
}

function sayUnawaited(fnName: string): void {
  report({
    key: 'call.unawaited',
    about: fnName,
    message: `${fnName}: gave a query or another thenable that it had not awaited; its call ended there, and what runs later is not in its trace; make the function async, or return what it awaits`,
  });
}

/** Once the function has thrown: the call ends. */
export function callThrew(call: Call, thrown: unknown, traced: TracedFunction, tracing: Tracing): void {
  leaveCall(call);
  fail(call, thrown, traced, tracing);
}

/** As `calls.run()` does it, which would be two more frames in the stack. */
function leaveCall(call: Call): void {
  enterPlace(call.placeBefore as Place | undefined);
  // Not kept: a call that starts the next one would hold all there were before.
  call.placeBefore = undefined;
}

// Apart from `callGave`, where these two would cost every synchronous call the scope they close over.
function followed(call: Call, promise: Promise<unknown>, traced: TracedFunction, tracing: Tracing): Promise<unknown> {
  const batch = traced.unsettled.begin();
  const fulfilled = (value: unknown): unknown => {
    batch.settled();
    return returned(call, value, traced, tracing);
  };
  const rejected = (thrown: unknown): never => {
    batch.settled();
    fail(call, thrown, traced, tracing);
    throw thrown;
  };
  // What an async function gives is new: nobody has put anything on it that would have to go on.
  return traced.isAsync ? promise.then(fulfilled, rejected) : follow(promise, fulfilled, rejected);
}

function openCall(
  traced: TracedFunction,
  args: unknown[],
  caller: Call | undefined,
  scheduled: Scheduled | undefined,
  { context, scope }: Place,
  tracing: Tracing,
): Call {
  const { name, type, identify } = traced;
  const { clock, epoch, limits } = tracing;
  const startedAt = clock.monotonic();
  const number = numbering.next;
  numbering.next = number + 1;
  const record = new CallRecord(
    number,
    name,
    type,
    caller?.userId,
    caller?.tenantId,
    caller?.callId,
    epoch.at(startedAt),
  );
  if (name.length > limits.name) record.fnName = record.clipped(name, limits.name);
  if (scope !== undefined) record.extra = callExtra('internal', scope);
  const depth = caller === undefined ? 1 : caller.depth + 1;
  const call = new Call(record, startedAt, tracing, depth, scheduled, context);
  if (caller?.transaction !== undefined) call.transaction = newestOpen(caller.transaction);
  if (identify !== undefined) call.identify(identityOf(name, identify, args));
  if (tracing.spans !== noSpans) openSpan(call, tracing);
  return call;
}

/** Asks for the span of a call that begins. */
export function openSpan(call: Call, tracing: Tracing): void {
  try {
    const opened = tracing.spans.open(call) as SpanOfCall | undefined;
    if (opened === undefined) throw new Error('open() gave no span');
    call.span = opened;
  } catch (cause) {
    call.span = noSpan;
    report({
      key: 'call.span',
      about: call.fnName,
      message: `${call.fnName}: its span could not be opened; the trace goes on without a span; fix the error`,
      cause,
    });
  }
}

// Apart from `openCall`, for the same reason.
function identityOf(name: string, identify: (...args: never[]) => Identity, args: unknown[]): Identity | undefined {
  return safely('call.identify', `identify of ${name}`, () => identify(...(args as never[])));
}

/** Only the first call that starts inside `runScheduled` has it. */
export function takenOnce(scheduled: Scheduled): Scheduled | undefined {
  if (scheduled.taken) return undefined;
  scheduled.taken = true;
  return scheduled;
}

/** A stream ends the call when it ends; any other value ends it now. */
function returned(call: Call, value: unknown, traced: TracedFunction, tracing: Tracing): unknown {
  const stream = streamIn(value);
  if (stream !== undefined && streamed(call, stream, traced, tracing)) return value;
  end(call, call.finishOk(kept(call, value, traced, tracing)), traced, tracing);
  return value;
}

function kept(call: Call, value: unknown, { keepValue }: TracedFunction, { keepValues }: Tracing): unknown {
  // Its getters and its `toJSON()` may make calls.
  return (keepValue ?? keepValues) ? untraced(keep, call, value) : undefined;
}

function keep(call: Call, value: unknown): unknown {
  return call.kept(value);
}

// Apart from `returned`, where these would cost every call the scope they close over.
function streamed(call: Call, stream: object, traced: TracedFunction, tracing: Tracing): boolean {
  return watchStream(stream, {
    call,
    inside: (code, self, args) => runInCall(call, code, self, args),
    read: (chunks, bytes) => {
      call.record.streamChunks += chunks;
      call.record.streamBytes += bytes;
    },
    done: () => end(call, call.finishOk(), traced, tracing),
    failed: (thrown) => fail(call, thrown, traced, tracing),
    abandoned: () => end(call, call.finishAbandoned(), traced, tracing),
  });
}

export function fail(call: Call, thrown: unknown, traced: FailingFunction, tracing: Tracing): void {
  if (call.span.failed !== undefined) tellSpan(call, thrown);
  const { code, message } = failureOf(thrown);
  const trace = rolledBack(thrown, traced, tracing)
    ? call.finishRolledBack(code, message)
    : call.finishError(code, message);
  end(call, trace, traced, tracing);
}

function end(
  call: Call,
  record: CallRecord,
  { budget }: Partial<Pick<TracedFunction, 'budget'>>,
  tracing: Tracing,
): void {
  const over = budget === undefined ? undefined : overBudget(record, budget);
  if (over !== undefined) noteOver(record, over);
  publish(call, record, tracing);
  if (over !== undefined) sayOverBudget(record, over);
}

function noteOver(record: CallRecord, over: Budget): void {
  record.extra ??= callExtra();
  record.extra.attributes = { ...record.extra.attributes, ...budgetAttributes(over) };
  record.extra.overBudget = over;
}

function tellSpan(call: Call, thrown: unknown): void {
  safely('call.span', `the span of ${call.fnName}`, () => call.span.failed?.(thrown));
}

function rolledBack(thrown: unknown, { name, isRollback }: FailingFunction, tracing: Tracing): boolean {
  if (isRollbackError(thrown)) return true;
  return safely('call.is_rollback', `isRollback of ${name}`, () => (isRollback ?? tracing.isRollback)(thrown)) === true;
}

import { failureOf, nativeTypes, safely } from '@portcall/core/internal';
import { amountOf } from './record/amount.js';
import type { OpName } from './record/op.js';
import { type Call, runningCall } from './running/call.js';
import { follow } from './running/follow.js';

/** What is known of an operation beside its name, its entity and how it went. */
export interface OpDetails<T> {
  readonly id?: string;
  /** `db.system.name` of the semantic conventions. */
  readonly system?: string;
  /** The statement, where its text is to be recorded: with placeholders, since parameters are somebody's data. */
  readonly text?: string;
  /** Reads the number of rows from the result. @default the length of an array */
  readonly rows?: (result: T) => number | undefined;
}

/**
 * Runs one operation and adds it to the running call; outside of a call it only runs it. Gives what `run` gives and throws
 * what it throws; a promise is awaited by the operation and given on.
 */
export function op<T>(name: OpName, entity: string, run: () => T, details: OpDetails<Awaited<T>> = NO_DETAILS): T {
  const call = runningCall();
  if (call === undefined) return run();
  const startedAt = call.now();
  let result: T;
  try {
    result = run();
  } catch (thrown) {
    failed(call, name, entity, details, startedAt, thrown);
    throw thrown;
  }
  if (isList(result) || !nativeTypes.isPromise(result)) {
    succeeded(call, name, entity, details, startedAt, result as Awaited<T>);
    return result;
  }
  return followed(result as Promise<Awaited<T>>, call, name, entity, details, startedAt) as T;
}

// Apart from `op`, where these two would cost every synchronous operation the scope they close over.
function followed<T>(
  promise: Promise<T>,
  call: Call,
  name: OpName,
  entity: string,
  details: OpDetails<T>,
  startedAt: number,
): Promise<T> {
  return follow(
    promise,
    (value) => {
      succeeded(call, name, entity, details, startedAt, value);
      return value;
    },
    (thrown) => {
      failed(call, name, entity, details, startedAt, thrown);
      throw thrown;
    },
  );
}

const NO_DETAILS = Object.freeze({});

// Arguments one by one: this runs once per operation, and a closure or an object would be most of what it allocates.
function succeeded<T>(
  call: Call,
  name: OpName,
  entity: string,
  details: OpDetails<T>,
  startedAt: number,
  result: T,
): void {
  const durationMs = call.now() - startedAt;
  call.recordTimedOp(name, entity, details, startedAt, durationMs, rowCountOf(result, details), true);
}

function failed(
  call: Call,
  name: OpName,
  entity: string,
  details: OpDetails<never>,
  startedAt: number,
  thrown: unknown,
): void {
  const durationMs = call.now() - startedAt;
  call.recordTimedOp(name, entity, details, startedAt, durationMs, undefined, false, failureOf(thrown).code);
}

function rowCountOf<T>(result: T, details: OpDetails<T>): number | undefined {
  try {
    const { rows } = details;
    return rows === undefined ? lengthOf(result) : rowsIn(result, rows);
  } catch {
    // Details that are none, or that throw when they are read; the same of a list.
    return undefined;
  }
}

// Apart from `rowCountOf`, where the closure would cost every operation the scope it closes over.
function rowsIn<T>(result: T, rows: (result: T) => number | undefined): number | undefined {
  return amountOf(safely('call.rows', 'rows of op()', () => rows(result)));
}

function lengthOf(result: unknown): number | undefined {
  if (!isList(result)) return undefined;
  const { length } = result;
  // Of a proxy it may be anything.
  return Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}

/** Asked first, since most results are, and the compiler knows how to ask that without a call. */
function isList(result: unknown): result is readonly unknown[] {
  try {
    return Array.isArray(result);
  } catch {
    // A proxy that was revoked.
    return false;
  }
}

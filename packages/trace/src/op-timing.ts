import { types } from 'node:util';
import { failureOf, safely } from '@portcall/core';
import type { Call } from './call.js';
import { follow } from './follow.js';
import type { OpName } from './op.js';
import { runningCall } from './tracing.js';

/** What is known of an operation beside its name, its entity and how it went. */
export interface OpDetails<T> {
  readonly id?: string;
  /** `db.system.name` of the semantic conventions. */
  readonly system?: string;
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
  if (!types.isPromise(result)) {
    succeeded(call, name, entity, details, startedAt, result as Awaited<T>);
    return result;
  }
  return follow(
    result as Promise<Awaited<T>>,
    (value) => {
      succeeded(call, name, entity, details, startedAt, value);
      return value;
    },
    (thrown) => failed(call, name, entity, details, startedAt, thrown),
  ) as T;
}

const NO_DETAILS = Object.freeze({});

// Arguments one by one: this runs once per operation, and a closure or an object would be most of what it allocates.
function succeeded<T>(
  call: Call,
  name: OpName,
  entity: string,
  { id, system, rows }: OpDetails<T>,
  startedAt: number,
  result: T,
): void {
  const durationMs = call.now() - startedAt;
  const rowCount = rows === undefined ? lengthOf(result) : safely('op({ rows })', () => rows(result));
  call.recordOp({ op: name, entity, id, durationMs, rowCount, ok: true, startedAt, system, errorType: undefined });
}

function failed(
  call: Call,
  name: OpName,
  entity: string,
  { id, system }: OpDetails<never>,
  startedAt: number,
  thrown: unknown,
): void {
  const durationMs = call.now() - startedAt;
  const errorType = failureOf(thrown).code;
  call.recordOp({ op: name, entity, id, durationMs, rowCount: undefined, ok: false, startedAt, system, errorType });
}

function lengthOf(result: unknown): number | undefined {
  return Array.isArray(result) ? result.length : undefined;
}

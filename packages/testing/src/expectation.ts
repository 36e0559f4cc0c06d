import type { FnTrace } from '@portcall/trace';

/** One finished call, or all calls of a run: those inside one another are told by their ids. */
export type Calls = FnTrace | readonly FnTrace[];

/** What a test expected and did not find. Jest, Vitest, `node:test` and whatever else fails for an error show its message. */
export class ExpectationError extends Error {
  override readonly name: string = 'ExpectationError';
}

/** @param expectation whose frame is left out of the stack, so that it begins in the test */
export function failUnlessNone(faults: readonly string[], expectation: (...args: never[]) => unknown): void {
  if (faults.length === 0) return;
  const error = new ExpectationError(faults.join('\n'));
  Error.captureStackTrace(error, expectation);
  throw error;
}

export function allOf(calls: Calls): readonly FnTrace[] {
  return Array.isArray(calls) ? (calls as readonly FnTrace[]) : [calls as FnTrace];
}

/** The calls that none of the others made. */
export function rootsOf(calls: readonly FnTrace[]): readonly FnTrace[] {
  const ids = new Set(calls.map(({ callId }) => callId));
  return calls.filter(({ parentCallId }) => parentCallId === undefined || !ids.has(parentCallId));
}

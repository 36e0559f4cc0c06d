import { type LintName, type LintOptions, lintTrace } from '@portcall/trace';
import { allOf, type Calls, failUnlessNone, rootsOf } from './expectation.js';

/** @throws ExpectationError with everything that `lintTrace()` finds in the calls, a line each */
export function expectNoFindings(calls: Calls, options: LintOptions = {}): void {
  failUnlessNone(findingsIn(calls, options), expectNoFindings);
}

/**
 * @param from from how often on the same operation on the same table is too often
 * @throws ExpectationError where a call, itself or through calls below it, does the same operation again and again
 */
export function expectNoNPlusOne(calls: Calls, { from = 5 }: { readonly from?: number } = {}): void {
  failUnlessNone(findingsIn(calls, { ...NOTHING, nPlusOne: { from } }), expectNoNPlusOne);
}

/** @throws ExpectationError where a call reads the same row by its id again, with nothing written to its table in between */
export function expectNoRepeatedReads(calls: Calls): void {
  failUnlessNone(findingsIn(calls, { ...NOTHING, repeatedRead: true }), expectNoRepeatedReads);
}

/** @throws ExpectationError where a request goes out while a transaction is open */
export function expectNoNetworkInTransaction(calls: Calls): void {
  failUnlessNone(findingsIn(calls, { ...NOTHING, networkInTransaction: true }), expectNoNetworkInTransaction);
}

/** @throws ExpectationError where a call goes on after the one that made it has ended */
export function expectAllAwaited(calls: Calls): void {
  failUnlessNone(findingsIn(calls, { ...NOTHING, unawaitedCall: true }), expectAllAwaited);
}

const NOTHING: Readonly<Record<LintName, false>> = {
  nPlusOne: false,
  writeInQuery: false,
  repeatedRead: false,
  networkInTransaction: false,
  unawaitedCall: false,
};

function findingsIn(calls: Calls, options: LintOptions): readonly string[] {
  const all = allOf(calls);
  return rootsOf(all).flatMap((root) => lintTrace(root, all, options).map(({ message }) => message));
}

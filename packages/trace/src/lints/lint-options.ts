import { checkedCount, checkedFlag, checkOptions } from '@portcall/core/internal';
import type { LintName } from './finding.js';

/** What is looked for in finished calls. */
export interface LintOptions {
  /**
   * The same operation on the same table again and again in one call, or in calls below it of one function: what one statement
   * could do. Where texts of statements are recorded (`queryText`), only the same text counts.
   * @default true, which is from 5 times on
   */
  readonly nPlusOne?: boolean | { readonly from: number };
  /** A call of type `query` that changes something, itself or in a call below it. @default true */
  readonly writeInQuery?: boolean;
  /**
   * The same read again, with nothing written to its table in between: by the row's id, or with the same values. Of those a keyed
   * hash is made, with a key that no other process has, and only where this is looked for.
   * @default true
   */
  readonly repeatedRead?: boolean;
  /** A request that goes out while a transaction is open, which keeps its locks for as long as somebody else takes. @default true */
  readonly networkInTransaction?: boolean;
  /** A call that goes on after the one that made it has ended. @default true */
  readonly unawaitedCall?: boolean;
}

/** With the defaults filled in: of `nPlusOne` from how often on. */
export interface CheckedLints extends Readonly<Record<Exclude<LintName, 'nPlusOne'>, boolean>> {
  readonly nPlusOne: number;
}

const KNOWN: Readonly<Record<LintName, true>> = {
  nPlusOne: true,
  writeInQuery: true,
  repeatedRead: true,
  networkInTransaction: true,
  unawaitedCall: true,
};

const FROM = 5;

/**
 * @param what takes the options, as its user writes it
 * @throws Error for unknown options, and for values of a wrong type
 */
export function checkedLints(options: LintOptions, what: string): CheckedLints {
  checkOptions(options, KNOWN, what);
  const { nPlusOne = true } = options;
  const isOn = (name: Exclude<LintName, 'nPlusOne'>): boolean => checkedFlag(options[name] ?? true, `${what}.${name}`);
  return {
    nPlusOne: fromOf(nPlusOne, `${what}.nPlusOne`),
    writeInQuery: isOn('writeInQuery'),
    repeatedRead: isOn('repeatedRead'),
    networkInTransaction: isOn('networkInTransaction'),
    unawaitedCall: isOn('unawaitedCall'),
  };
}

function fromOf(given: Required<LintOptions>['nPlusOne'], what: string): number {
  if (typeof given !== 'object') return checkedFlag(given, what) ? FROM : Number.POSITIVE_INFINITY;
  checkOptions(given, { from: true }, what);
  return checkedCount(given.from, `${what}.from`, 'give from how many times on it is one');
}

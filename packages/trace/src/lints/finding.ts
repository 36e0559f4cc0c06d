/** What is looked for in finished calls; see `LintOptions`. */
export type LintName = 'nPlusOne' | 'writeInQuery' | 'repeatedRead' | 'networkInTransaction' | 'unawaitedCall';

/** Something in a finished call that is most often a mistake. */
export interface Finding {
  readonly lint: LintName;
  /** The function whose call it is, which is where to look. */
  readonly fnName: string;
  readonly callId: string;
  /** The table that it is about; of `networkInTransaction` what was asked, of `unawaitedCall` the function that was called. */
  readonly entity: string;
  /** How often it was done in this call. */
  readonly count: number;
  /** `<function>: <what is wrong>; <what to do>`. */
  readonly message: string;
}

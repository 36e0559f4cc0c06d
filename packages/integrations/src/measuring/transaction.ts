import type { CurrentCall, TransactionStep } from '@portcall/trace';
import { followed, Measurement, observedAgain, unobserved } from './measurement.js';

/** What beginning and ending a transaction are called. */
export interface TransactionOps {
  readonly begin: string;
  /** Undefined where a client leaves a part that has succeeded as it is. */
  readonly commit: string | undefined;
  readonly rollback: string;
  /** Whether it is inside another one. */
  readonly isInside: boolean;
}

export const TRANSACTION: TransactionOps = { begin: 'begin', commit: 'commit', rollback: 'rollback', isInside: false };

/** A transaction inside another one. */
export const SAVEPOINT: TransactionOps = {
  begin: 'savepoint',
  commit: 'release',
  rollback: 'rollback',
  isInside: true,
};

/** A part of a transaction that is never released. */
export const KEPT_SAVEPOINT: TransactionOps = { ...SAVEPOINT, commit: undefined };

let kept = 0;

/** Runs the app's part of a transaction. `isOver` says, once that has ended, that the app has ended the transaction itself. */
export type Within = <B>(body: () => B, isOver?: () => boolean) => B;

/**
 * Measures what a client does around the app's part of a transaction that it begins and ends itself: the time until that
 * part starts is the beginning, the time after it the end.
 */
export function measuredTransaction<R>(
  call: CurrentCall,
  system: string,
  { begin, commit, rollback, isInside }: TransactionOps,
  run: (within: Within) => R,
): R {
  // The client has a connection of its own for it.
  const transaction: TransactionStep = isInside ? { savepoint: savepointOf(commit) } : { connection: {} };
  const measurement = (op: string): Measurement => new Measurement(call, { op, entity: '', system, transaction });
  const beginning = measurement(begin);
  let ending: Measurement | undefined;
  /** Where nothing is sent after what has succeeded, and the client may still find that it has not. */
  let undoing: Measurement | undefined;
  let bodyFailure: { readonly thrown: unknown } | undefined;

  const within: Within = (body, isOver = () => false) => {
    beginning.succeeded();
    return followed(() => observedAgain(body), {
      succeeded: () => {
        if (isOver()) return;
        if (commit !== undefined) ending = measurement(commit);
        else undoing = measurement(rollback);
      },
      failed: (thrown) => {
        bodyFailure = { thrown };
        if (!isOver()) ending = measurement(rollback);
      },
    });
  };

  return followed(() => unobserved(call, () => run(within)), {
    succeeded: () => ending?.succeeded(),
    failed: (thrown) => {
      // Does nothing where it has begun.
      beginning.failed(thrown);
      undoing?.succeeded();
      // A rollback that works throws the app's own error on.
      if (bodyFailure !== undefined && bodyFailure.thrown === thrown) ending?.succeeded();
      else ending?.failed(thrown);
    },
  });
}

/** The innermost, or a name of its own for one that may be followed by others within it. */
function savepointOf(commit: string | undefined): string {
  if (commit !== undefined) return '';
  kept += 1;
  return `kept ${kept}`;
}

import { processWide } from '../plain/process-wide.js';

/** Something that waits for the end of a transaction. Neither throws. */
export interface Waiting {
  committed(): void;
  discarded(): void;
}

/** A transaction that is open where code runs. */
export interface OpenTransaction {
  wait(waiting: Waiting): void;
}

/** How whoever records finds the transaction that it runs in; absent until somebody has seen one begin. */
export const transactionHere: { current?: (() => OpenTransaction | undefined) | undefined } = processWide(
  'transaction',
  () => ({}),
);

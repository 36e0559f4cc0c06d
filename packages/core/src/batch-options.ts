import { describe } from './describe.js';
import { checkOptions } from './options.js';

export interface BatchOptions {
  /** Items that are sent together, at most. */
  readonly maxSize: number;
  /** Milliseconds after its first item a batch is sent, however small it is. */
  readonly everyMs: number;
  /** Who sends, as problems call it. @default 'batch' */
  readonly name?: string;
}

// What a timer takes: a longer time would be over at once.
const LONGEST_MS = 2_147_483_647;

/** @throws Error for a size that is no positive integer, a time that is no positive number, and other options */
export function checkedBatchOptions(options: BatchOptions): Required<BatchOptions> {
  checkOptions(options, { maxSize: true, everyMs: true, name: true }, 'batch()');
  const { maxSize, everyMs, name = 'batch' } = options;
  if (!Number.isSafeInteger(maxSize) || maxSize < 1) {
    throw new Error(`maxSize: ${describe(maxSize)} is no positive integer; give how many items are sent at most.`);
  }
  if (!(typeof everyMs === 'number' && everyMs > 0 && everyMs <= LONGEST_MS)) {
    throw new Error(
      `everyMs: ${describe(everyMs)} is no positive number up to ${LONGEST_MS}; give how many milliseconds an item waits at most.`,
    );
  }
  if (typeof name !== 'string') throw new Error(`name: ${describe(name)} is no text; give who sends.`);
  return { maxSize, everyMs, name };
}

import { LONGEST_TIMER_MS } from './clock.js';
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

/** @throws Error for a size that is not a positive integer, a time that is not a positive number, and unknown options */
export function checkedBatchOptions(options: BatchOptions): Required<BatchOptions> {
  checkOptions(options, { maxSize: true, everyMs: true, name: true }, 'batch()');
  const { maxSize, everyMs, name = 'batch' } = options;
  if (!Number.isSafeInteger(maxSize) || maxSize < 1) {
    throw new Error(`maxSize: ${describe(maxSize)} is not a positive integer; give how many items to send at once`);
  }
  if (!(typeof everyMs === 'number' && everyMs > 0 && everyMs <= LONGEST_TIMER_MS)) {
    throw new Error(
      `everyMs: ${describe(everyMs)} is not a positive number up to ${LONGEST_TIMER_MS}; give how many milliseconds an item waits at most`,
    );
  }
  if (typeof name !== 'string')
    throw new Error(`name: ${describe(name)} is not a text; give the name that problems show`);
  return { maxSize, everyMs, name };
}

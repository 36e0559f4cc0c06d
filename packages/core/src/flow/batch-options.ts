import { checkedCount, checkedMilliseconds, checkedText } from '../problem/checked-value.js';
import { checkOptions } from '../problem/refused-options.js';

export interface BatchOptions {
  /** Items that are sent together, at most. */
  readonly maxSize: number;
  /** Milliseconds after its first item a batch is sent, however small it is. */
  readonly everyMs: number;
  /** Who sends, as problems call it. @default 'batch' */
  readonly name?: string;
}

/** @throws Error for a size that is not a positive whole number, a time that is not a number of milliseconds, and unknown options */
export function checkedBatchOptions(options: BatchOptions): Required<BatchOptions> {
  checkOptions(options, { maxSize: true, everyMs: true, name: true }, 'batch()');
  const { maxSize, everyMs, name = 'batch' } = options;
  checkedCount(maxSize, 'maxSize', 'give how many items to send at once');
  checkedMilliseconds(everyMs, 'everyMs');
  checkedText(name, 'name', 'give the name that problems show');
  return { maxSize, everyMs, name };
}

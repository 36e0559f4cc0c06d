import { unreported } from '../../measuring/measurement.js';
import { QueueSpan } from './queue-span.js';

/** What BullMQ does for itself: it fetches, moves and locks jobs. */
export class InnerSpan extends QueueSpan {
  override setAttributes(): void {}

  override run<T>(body: () => T): T {
    return unreported(body);
  }
}

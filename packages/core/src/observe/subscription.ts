import type { Receiver } from '../flow/receiver.js';

/**
 * How an observer fares. Every event emitted to it is either delivered, missed or pending.
 *
 * What counts as delivered in the registry this one follows (running-process 4.5.2, `ObserverSinkStatus`) is whatever
 * was handed to the channel: here that is `delivered + pending`.
 */
export interface ObserverStatus {
  /** Taken by the consumer. */
  readonly delivered: number;
  /** The consumer did not get them and never will. */
  readonly missed: number;
  /** Wait for the consumer. */
  readonly pending: number;
  /** Whether the consumer has closed its receiver. */
  readonly disconnected: boolean;
}

/** One observer. Disposing of it removes it from its registry; what is pending can still be taken. */
export class Subscription<T extends {}> implements Disposable {
  constructor(
    /** A random UUID. */
    readonly id: string,
    readonly receiver: Receiver<T>,
    private readonly remove: () => void,
  ) {}

  /** Also after it was removed. */
  status(): ObserverStatus {
    return statusOf(this.receiver);
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}

export function statusOf({ delivered, missed, pending, disconnected }: ObserverStatus): ObserverStatus {
  return { delivered, missed, pending, disconnected };
}

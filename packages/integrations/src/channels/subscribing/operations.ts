import { Measurement, type Operation, observingCall, refuseIfLate } from '../../measuring/measurement.js';
import type { Subscriptions } from './subscriptions.js';

/** What a tracing channel gives to its subscribers: one object, the same one for every event of an operation. */
export interface TracingMessage {
  readonly result?: unknown;
  readonly error?: unknown;
}

export interface OperationReading<M> {
  /** What has begun; undefined for what is no operation. Called within a running call only. */
  readonly operation: (message: M) => Operation | undefined;
  /** How many rows were returned or affected, read from the message of an operation that succeeded. */
  readonly rows?: (message: M) => number | undefined;
  /** Whether what is published is over when the function returns, and not when its promise or callback settles. @default false */
  readonly isSync?: boolean;
}

/** Makes what a library publishes on a tracing channel operations of the calls that they run in. */
export function observeOperations<M extends TracingMessage>(
  to: Subscriptions,
  name: string,
  { operation, rows, isSync = false }: OperationReading<M>,
): void {
  const running = new WeakMap<M, Measurement>();
  const ended = (message: M): void => {
    const measurement = running.get(message);
    if (measurement === undefined) return;
    running.delete(message);
    if (message.error !== undefined) measurement.failed(message.error);
    else measurement.succeeded(rows === undefined ? undefined : () => rows(message));
  };
  to.on(`tracing:${name}:start`, (message: M) => {
    const call = observingCall();
    if (call === undefined) {
      refuseIfLate();
      return;
    }
    const begun = operation(message);
    if (begun !== undefined) running.set(message, new Measurement(call, begun));
  });
  to.on(`tracing:${name}:${isSync ? 'end' : 'asyncStart'}`, ended);
  // What throws at once never gets to be asynchronous.
  if (!isSync) {
    to.on(`tracing:${name}:end`, (message: M) => {
      if (message.error !== undefined) ended(message);
    });
  }
}

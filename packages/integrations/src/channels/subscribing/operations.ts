import { calls, type Place, placeOfOperation } from '@portcall/trace/internal';
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
  readonly rows?: (message: M, operation: Operation) => number | undefined;
  /** Whether what is published is over when the function returns, and not when its promise or callback settles. @default false */
  readonly isSync?: boolean;
  /** Whether operations that the library publishes while this one runs are parts of it. @default false */
  readonly coversInner?: boolean;
}

interface Running {
  readonly measurement: Measurement;
  readonly operation: Operation;
}

/**
 * Kept on the message itself, which is made for that: in a WeakMap it costs half a microsecond more. One name for all who listen
 * in one process, so that each operation is reported once.
 */
const RUNNING = Symbol.for('portcall.integrations.running');

type Kept = { [RUNNING]?: Running | undefined };

/** Whether an operation of a call has begun with this message, and has not ended. */
export function isMeasured(message: object): boolean {
  return (message as Kept)[RUNNING] !== undefined;
}

/** Makes what a library publishes on a tracing channel operations of the calls that they run in. */
export function observeOperations<M extends TracingMessage>(
  to: Subscriptions,
  name: string,
  { operation, rows, isSync = false, coversInner = false }: OperationReading<M>,
): void {
  const begins = (message: M & Kept): void => {
    if (message[RUNNING] !== undefined) return;
    const call = observingCall();
    if (call === undefined) {
      refuseIfLate();
      return;
    }
    const begun = operation(message);
    if (begun !== undefined) message[RUNNING] = { measurement: new Measurement(call, begun), operation: begun };
  };
  const ended = (message: M & Kept): void => {
    const one = message[RUNNING];
    if (one === undefined) return;
    message[RUNNING] = undefined;
    if (message.error !== undefined) one.measurement.failed(message.error);
    else one.measurement.succeeded(rows === undefined ? undefined : () => rows(message, one.operation));
  };
  if (coversInner) {
    // What is bound is asked first: whoever is told of the message is inside already.
    to.bind(`tracing:${name}:start`, calls, (message: M & Kept) => {
      begins(message);
      const call = message[RUNNING]?.measurement.call;
      return call === undefined ? (calls.getStore() as Place) : placeOfOperation(call);
    });
  } else to.on(`tracing:${name}:start`, begins);
  to.on(`tracing:${name}:${isSync ? 'end' : 'asyncStart'}`, ended);
  // What throws at once never gets to be asynchronous.
  if (!isSync) {
    to.on(`tracing:${name}:end`, (message: M) => {
      if (message.error !== undefined) ended(message);
    });
  }
}

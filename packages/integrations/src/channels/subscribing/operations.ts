import type { CurrentCall } from '@portcall/trace';
import { calls, type Place, placeOfOperation } from '@portcall/trace/internal';
import {
  Measurement,
  type Operation,
  observingCall,
  observingDriver,
  refuseIfLate,
} from '../../measuring/measurement.js';
import type { Subscriptions } from './subscriptions.js';

/** What a tracing channel gives to its subscribers: one object, the same one for every event of an operation. */
export interface TracingMessage {
  readonly result?: unknown;
  readonly error?: unknown;
}

export interface OperationReading<M> {
  /** What has begun; undefined for what is no operation. Called within a running call only. */
  readonly operation: (message: M, call: CurrentCall) => Operation | undefined;
  /** How many rows were returned or affected, read from the message of an operation that succeeded. */
  readonly rows?: (message: M, operation: Operation) => number | undefined;
  /** Whether what is published is over when the function returns, and not when its promise or callback settles. @default false */
  readonly isSync?: boolean;
  /** Whether operations that the library publishes while this one runs are parts of it. @default false */
  readonly coversInner?: boolean;
  /** Whether those of the driver below are parts of it, and others are not: hooks of the app run within it. @default false */
  readonly coversDriver?: boolean;
  /** Whether it is a driver that others stand on. @default false */
  readonly isDriver?: boolean;
  /** What has failed although the library has got an answer; undefined where nothing has. */
  readonly failure?: (message: M) => unknown;
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
  reading: OperationReading<M>,
): void {
  const {
    operation,
    rows,
    failure,
    isSync = false,
    coversInner = false,
    coversDriver = false,
    isDriver = false,
  } = reading;
  const begins = (message: M & Kept): void => {
    if (message[RUNNING] !== undefined) return;
    const call = isDriver ? observingDriver() : observingCall();
    if (call === undefined) {
      refuseIfLate();
      return;
    }
    const begun = operation(message, call);
    if (begun !== undefined) message[RUNNING] = { measurement: new Measurement(call, begun), operation: begun };
  };
  const ended = (message: M & Kept): void => {
    const one = message[RUNNING];
    if (one === undefined) return;
    message[RUNNING] = undefined;
    const thrown = message.error ?? failure?.(message);
    if (thrown !== undefined) one.measurement.failed(thrown);
    else one.measurement.succeeded(rows === undefined ? undefined : () => rows(message, one.operation));
  };
  if (coversInner || coversDriver) {
    // What is bound is asked first: whoever is told of the message is inside already.
    to.bind(`tracing:${name}:start`, calls, (message: M & Kept) => {
      begins(message);
      const call = message[RUNNING]?.measurement.call;
      if (call === undefined) return calls.getStore() as Place;
      return placeOfOperation(coversInner ? call : { aboveDriver: call });
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

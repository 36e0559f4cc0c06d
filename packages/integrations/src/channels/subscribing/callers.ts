import { calls, type Place, placeOfOperation } from '@portcall/trace/internal';
import { connectStarting } from '../../measuring/connect.js';
import { isMeasured, type TracingMessage } from './operations.js';
import type { Subscriptions } from './subscriptions.js';

/**
 * Has callbacks run in the call that gave them. A driver calls them from the events of its connection, which belong to whoever
 * opened that, or from whoever gave a connection back. Called after `observeOperations()`.
 */
export function callBackCallers(to: Subscriptions, name: string): void {
  to.on(`tracing:${name}:start`, (message: Kept) => {
    const place = calls.getStore();
    if (place === undefined) return;
    // In the callback of what is measured operations are reported again.
    message[CALLER] = isMeasured(message) ? placeOfOperation(undefined, place) : place;
  });
  to.bind(`tracing:${name}:asyncStart`, calls, (message: Kept) => message[CALLER] as Place);
}

const CALLER = Symbol.for('portcall.integrations.caller');

type Kept = { [CALLER]?: Place | undefined };

/** Makes a connection that cannot be had a `connect` that failed. One that succeeds is no operation. */
export function observeConnecting(to: Subscriptions, name: string, system: string): void {
  const failing = new WeakMap<object, Failed>();
  to.on(`tracing:${name}:start`, (message: object) => begins(failing, message, system));
  to.on(`tracing:${name}:error`, (message: TracingMessage) => failing.get(message)?.(message.error));
}

/**
 * The same, for a connection that outlives the call which opens it: what it does by itself, now or when it is opened anew, is
 * nobody's.
 */
export function observeConnection(to: Subscriptions, name: string, system: string): void {
  const failing = new WeakMap<object, Failed>();
  to.bind(`tracing:${name}:start`, calls, (message: object) => {
    begins(failing, message, system);
    return undefined as unknown as Place;
  });
  to.on(`tracing:${name}:error`, (message: TracingMessage) => failing.get(message)?.(message.error));
}

type Failed = (thrown: unknown) => void;

function begins(failing: WeakMap<object, Failed>, message: object, system: string): void {
  const failed = connectStarting(system);
  if (failed !== undefined) failing.set(message, failed);
}

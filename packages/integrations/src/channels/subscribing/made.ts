import type { Bindable } from './bound-stores.js';
import type { Subscriptions } from './subscriptions.js';

/*
 * Libraries that publish nothing are told to: what is injected into them when they are loaded, or bundled, publishes that an
 * object is made, and no more. What it does is then seen as if the app had wrapped it. Only where no object tells what it does
 * without reading whole answers a method publishes each of its runs.
 */

/** What is published of an object that is made: before and after it is, one message. */
interface Making {
  /** As the constructor or the function gets them, once all have been told that it begins. */
  readonly arguments: unknown[];
  readonly self?: unknown;
  readonly error?: unknown;
  /** What a function gives, and what its caller gets of it. */
  result?: unknown;
}

/** The name of what is injected, as it is written into a library. */
export function injectedName(what: string): string {
  return `portcall:${what}`;
}

/** The tracing channel on which a library says that it does something, as `observeOperations()` takes it. */
export function injectedChannel(library: string, what: string): string {
  return `orchestrion:${library}:${injectedName(what)}`;
}

/** Calls `making` with the arguments of everything that is made, which it may change. */
export function beforeMaking(
  to: Subscriptions,
  library: string,
  what: string,
  making: (args: unknown[]) => void,
): void {
  to.on(`tracing:${injectedChannel(library, what)}:start`, (message: Making) => making(message.arguments));
}

/** Calls `made` with everything that was made. */
export function whenMade(to: Subscriptions, library: string, what: string, made: (one: object) => void): void {
  to.on(`tracing:${injectedChannel(library, what)}:end`, ({ self, error }: Making) => {
    if (error === undefined && typeof self === 'object' && self !== null) made(self);
  });
}

/** Has whoever calls a function get something else than it gave; `given` is told with which arguments that was. */
export function whenGiven(
  to: Subscriptions,
  library: string,
  what: string,
  given: (result: unknown, args: readonly unknown[]) => unknown,
): void {
  to.on(`tracing:${injectedChannel(library, what)}:end`, (message: Making) => {
    if (message.error === undefined) message.result = given(message.result, message.arguments);
  });
}

/** Has a function, and what it starts, find something else in async context. */
export function bindWhileRunning<T>(
  to: Subscriptions,
  library: string,
  what: string,
  storage: Bindable<T>,
  told: (args: readonly unknown[]) => T,
): void {
  to.bind(`tracing:${injectedChannel(library, what)}:start`, storage, (message: Making) => told(message.arguments));
}

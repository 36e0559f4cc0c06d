import { processWide } from '@portcall/core/internal';
import { currentCall } from '@portcall/trace';
import type { Exchange } from './exchange.js';

/** By the request that a server gave to its listeners, and by the call, in whatever copy of this package it was seen. */
const exchanges: WeakMap<object, Exchange> = processWide(
  'integrations.exchanges',
  () => new WeakMap<object, Exchange>(),
);

export function keepExchange(request: object, exchange: Exchange): void {
  exchanges.set(request, exchange);
  if (exchange.call !== undefined) exchanges.set(exchange.call.call, exchange);
}

/** The exchange of a request; undefined where nobody looks on. */
export function exchangeOf(request: unknown): Exchange | undefined {
  return typeof request === 'object' && request !== null ? exchanges.get(request) : undefined;
}

/** The exchange whose call is running, and not one that it makes. */
export function runningExchange(): Exchange | undefined {
  return exchangeOf(currentCall());
}

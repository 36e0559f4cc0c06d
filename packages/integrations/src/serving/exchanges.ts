import { processWide } from '@portcall/core/internal';
import type { Exchange } from './exchange.js';

/** By the request that a server gave to its listeners, in whatever copy of this package it was seen. */
export const exchanges: WeakMap<object, Exchange> = processWide(
  'integrations.exchanges',
  () => new WeakMap<object, Exchange>(),
);

/** The exchange of a request; undefined where nobody looks on. */
export function exchangeOf(request: unknown): Exchange | undefined {
  return typeof request === 'object' && request !== null ? exchanges.get(request) : undefined;
}

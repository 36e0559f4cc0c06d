import { processWide } from '@portcall/core/internal';
import { type CurrentCall, currentCall } from '@portcall/trace';
import type { Exchange } from './exchange.js';

/** On the request that a server gave to its listeners, in whatever copy of this package: a weak map costs a microsecond. */
const EXCHANGE: unique symbol = Symbol.for('portcall.exchange') as never;

/** Those that are open, by their calls. */
const open: Map<CurrentCall, Exchange> = processWide('integrations.exchanges', () => new Map<CurrentCall, Exchange>());

export function keepExchange(request: object & { [EXCHANGE]?: Exchange }, exchange: Exchange): void {
  request[EXCHANGE] = exchange;
  if (exchange.call === undefined) return;
  const { call } = exchange.call;
  open.set(call, exchange);
  exchange.whenEnded = () => open.delete(call);
}

/** The exchange of a request; undefined where nobody looks on. */
export function exchangeOf(request: unknown): Exchange | undefined {
  return typeof request === 'object' && request !== null
    ? (request as { readonly [EXCHANGE]?: Exchange })[EXCHANGE]
    : undefined;
}

/** The exchange whose call is running, and not one that it makes. */
export function runningExchange(): Exchange | undefined {
  const call = currentCall();
  return call && open.get(call);
}

import { LOOKED_ON_AT, processWide } from '@portcall/core/internal';
import { type CurrentCall, currentCall } from '@portcall/trace';
import type { Exchange } from './exchange.js';

/** Those that are open, by their calls. */
const open: Map<CurrentCall, Exchange> = processWide('integrations.exchanges', () => new Map<CurrentCall, Exchange>());

/** Keeps it on the request that a server gave to its listeners: a weak map costs a microsecond. */
export function keepExchange(request: object & { [LOOKED_ON_AT]?: Exchange }, exchange: Exchange): void {
  request[LOOKED_ON_AT] = exchange;
  if (exchange.call === undefined) return;
  const { call } = exchange.call;
  open.set(call, exchange);
  exchange.whenEnded = () => open.delete(call);
}

/** The exchange of a request; undefined where nobody looks on. */
export function exchangeOf(request: unknown): Exchange | undefined {
  return typeof request === 'object' && request !== null
    ? (request as { readonly [LOOKED_ON_AT]?: Exchange })[LOOKED_ON_AT]
    : undefined;
}

/** The exchange whose call is running, and not one that it makes. */
export function runningExchange(): Exchange | undefined {
  const call = currentCall();
  return call && open.get(call);
}

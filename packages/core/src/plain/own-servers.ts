import { processWide } from './process-wide.js';

const own = processWide('core.own-servers', () => new WeakSet<object>());

/** Notes that a server is one of ours, whose requests are nobody's business. */
export function ownServer(server: object): void {
  own.add(server);
}

/** Where whoever looks on at a request keeps what it knows of it: on the request, in whatever copy of a package. */
export const LOOKED_ON_AT: unique symbol = Symbol.for('portcall.exchange') as never;

/** What is known of a request that somebody looks on at. */
export interface LookedOnAt {
  /** It is nobody's business, from its beginning. */
  discarded(): void;
}

/** Notes that a request to somebody else's server is for telemetry itself. */
export function ownRequest(request: object & { readonly [LOOKED_ON_AT]?: LookedOnAt }): void {
  request[LOOKED_ON_AT]?.discarded();
}

export function isOwnServer(server: object): boolean {
  return own.has(server);
}

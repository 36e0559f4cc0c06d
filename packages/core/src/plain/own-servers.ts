import { processWide } from './process-wide.js';

const own = processWide('core.own-servers', () => ({
  servers: new WeakSet<object>(),
  requests: new WeakSet<object>(),
}));

/** Notes that a server is one of ours, whose requests are nobody's business. */
export function ownServer(server: object): void {
  own.servers.add(server);
}

export function isOwnServer(server: object): boolean {
  return own.servers.has(server);
}

/** Notes that we answer a request that the application's server was sent. */
export function ownRequest(request: object): void {
  own.requests.add(request);
}

export function isOwnRequest(request: object): boolean {
  return own.requests.has(request);
}

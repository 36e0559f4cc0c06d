import { processWide } from './process-wide.js';

const own = processWide('core.own-servers', () => new WeakSet<object>());

/** Notes that a server is one of ours, whose requests are nobody's business. */
export function ownServer(server: object): void {
  own.add(server);
}

export function isOwnServer(server: object): boolean {
  return own.has(server);
}

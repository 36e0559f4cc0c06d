import type { Exchange } from '../../serving/exchange.js';
import { exchangeOf } from '../../serving/exchanges.js';
import type { ChannelFamily } from '../family.js';

/** One handler of a router is called. */
interface HandlerMessage {
  readonly req: object & { readonly baseUrl?: string; readonly route?: { readonly stack?: readonly unknown[] } };
  readonly layer: { readonly method?: string };
  /** The pattern that its path has matched, in its router. */
  readonly route?: unknown;
  readonly error?: unknown;
}

/**
 * Express 5, by its router. A handler says the pattern within its router alone: where that is mounted was said when it was
 * called itself.
 * @see https://github.com/pillarjs/router (lib/tracing.js)
 */
export const express: ChannelFamily<'express'> = {
  name: 'express',
  subscribe(to) {
    const mounts = new WeakMap<Exchange, Map<string, string>>();
    to.on('tracing:express.router.request:start', (message: HandlerMessage) => {
      const exchange = exchangeOf(message.req);
      const pattern = patternOf(message.route);
      if (exchange === undefined || pattern === undefined) return;
      const { baseUrl = '' } = message.req;
      const known = mounts.get(exchange);
      if (isOfRoute(message)) exchange.routed(joined(known?.get(baseUrl) ?? '', pattern));
      else if (pattern !== '/' && baseUrl !== '') {
        const map = known ?? new Map<string, string>();
        mounts.set(exchange, map.set(baseUrl, joined(mountedIn(baseUrl, map), pattern)));
      }
    });
    to.on('tracing:express.router.request:error', ({ req, error }: HandlerMessage) => {
      exchangeOf(req)?.threw(error);
    });
  },
};

/** What does not belong to a route is a mount, or middleware. */
function isOfRoute({ layer, req }: HandlerMessage): boolean {
  return layer.method !== undefined || req.route?.stack?.includes(layer) === true;
}

function patternOf(route: unknown): string | undefined {
  if (typeof route === 'string') return route;
  return route instanceof RegExp ? String(route) : undefined;
}

/** The pattern of the longest mount that this one lies in. */
function mountedIn(baseUrl: string, known: ReadonlyMap<string, string>): string {
  let longest = '';
  for (const base of known.keys()) {
    if (base.length > longest.length && baseUrl.startsWith(`${base}/`)) longest = base;
  }
  return known.get(longest) ?? '';
}

function joined(mount: string, pattern: string): string {
  return pattern === '/' && mount !== '' ? mount : mount + pattern;
}

import { AsyncResource } from 'node:async_hooks';
import { type Context, context } from '@opentelemetry/api';

// Each copy of undici has a symbol of its own, and Node brings one.
const places = new Set<symbol>();

/**
 * What a request was asked for in. Where a pool has fewer connections than requests, undici makes a request of it when another one
 * is over, in what that one ran in; whoever waits for the answer knows where it came from. The handlers of `fetch` do not.
 */
export function contextOf(request: object): Context {
  const handler = handlerOf(request as Record<symbol, unknown>);
  return handler instanceof AsyncResource ? handler.runInAsyncScope(activeContext) : context.active();
}

function handlerOf(request: Record<symbol, unknown>): unknown {
  for (const place of places) if (place in request) return request[place];
  const found = Object.getOwnPropertySymbols(request).find(({ description }) => description === 'handler');
  if (found === undefined) return undefined;
  places.add(found);
  return request[found];
}

function activeContext(): Context {
  return context.active();
}

import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { answerFetch } from '../serving/answer-fetch.js';
import type { Exchange } from '../serving/exchange.js';

/**
 * Tells the calls of requests which route of Hono answers, and what was thrown: `app.use(requestCalls())`, before any route.
 * On Node.js the calls are those of `channels()` and `http: true`. Where a request has none, as on Bun, it begins one here,
 * which ends when the answer is given, and not when its body was read.
 */
export function requestCalls(): MiddlewareHandler {
  return async (context, next) => {
    const { incoming } = (context.env ?? {}) as { readonly incoming?: unknown };
    await answerFetch(context.req.raw, incoming, async (exchange) => {
      try {
        await next();
      } finally {
        if (exchange !== undefined) tell(exchange, context);
      }
      return context.res;
    });
  };
}

function tell(exchange: Exchange, context: Context): void {
  if (context.error !== undefined) exchange.threw(context.error);
  // What takes a second argument is middleware, which answers nothing by itself.
  const route = matchedRoutes(context).findLast(({ method, handler }) => method !== 'ALL' || handler.length < 2);
  if (route !== undefined) exchange.routed(route.path);
}

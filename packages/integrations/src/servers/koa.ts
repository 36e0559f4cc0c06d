import { exchangeOf } from '../serving/exchanges.js';

/** What is read of Koa's context. */
export interface KoaContext {
  readonly req: object;
  /** The pattern of the route, as @koa/router writes it down. */
  readonly _matchedRoute?: unknown;
}

/**
 * Tells the calls of requests which route of @koa/router answers, and what was thrown: `app.use(requestCalls())`, first of all.
 * The calls themselves are those of `channels()` and `http: true`; without them it does nothing.
 */
export function requestCalls(): (context: KoaContext, next: () => Promise<unknown>) => Promise<void> {
  return async (context, next) => {
    const exchange = exchangeOf(context.req);
    try {
      await next();
    } catch (thrown) {
      exchange?.threw(thrown);
      throw thrown;
    } finally {
      const { _matchedRoute: route } = context;
      if (typeof route === 'string' || route instanceof RegExp) exchange?.routed(String(route));
    }
  };
}

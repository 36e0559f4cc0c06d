import { runningExchange } from '../serving/exchanges.js';

/** What is read of what Elysia gives to its hooks. */
export interface ElysiaContext {
  readonly route: string;
  readonly error?: unknown;
  readonly code?: unknown;
}

/** What is needed of an Elysia application. */
export interface ElysiaApplication {
  onBeforeHandle(options: { readonly as: 'global' }, hook: (context: ElysiaContext) => void): unknown;
  onError(options: { readonly as: 'global' }, hook: (context: ElysiaContext) => void): unknown;
}

/**
 * Tells the calls of requests which route of Elysia answers, and what was thrown: `app.use(requestCalls())`, before any route.
 * The calls themselves are those of `channels()` and `http: true` on Node.js, with the adapter of @elysiajs/node; without
 * them it does nothing.
 */
export function requestCalls<App extends ElysiaApplication>(): (app: App) => App {
  return (app) => {
    app.onBeforeHandle({ as: 'global' }, ({ route }) => runningExchange()?.routed(route));
    app.onError({ as: 'global' }, ({ error, code }) => {
      if (code !== 'NOT_FOUND') runningExchange()?.threw(error);
    });
    return app;
  };
}

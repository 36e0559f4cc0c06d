import { answerFetch } from '../serving/answer-fetch.js';
import { runningExchange } from '../serving/exchanges.js';

/** What is read of what Elysia gives to its hooks. */
export interface ElysiaContext {
  readonly route: string;
  readonly error?: unknown;
  readonly code?: unknown;
}

/** What answers a request, and what an application puts around it. */
export type ElysiaHandler = (...args: never[]) => unknown;

/** What is needed of an Elysia application. */
export interface ElysiaApplication {
  onBeforeHandle(options: { readonly as: 'global' }, hook: (context: ElysiaContext) => void): unknown;
  onError(options: { readonly as: 'global' }, hook: (context: ElysiaContext) => void): unknown;
}

/** What it has as well, as far as its version does. */
interface Wrapping {
  wrap?(around: (handler: ElysiaHandler, request: Request) => ElysiaHandler): unknown;
}

/**
 * Tells the calls of requests which route of Elysia answers, and what was thrown: `app.use(requestCalls())`, before any route.
 * On Node.js, with the adapter of @elysiajs/node, the calls are those of `channels()` and `http: true`. Where a request has none, as
 * on Bun, it begins one here, which ends when the answer is given, and not when its body was read.
 */
export function requestCalls<App extends ElysiaApplication>(): (app: App) => App {
  return (app) => {
    (app as Wrapping).wrap?.((handler, request) =>
      runningExchange() === undefined ? inCall(handler, request) : handler,
    );
    app.onBeforeHandle({ as: 'global' }, ({ route }) => runningExchange()?.routed(route));
    app.onError({ as: 'global' }, ({ error, code }) => {
      if (code !== 'NOT_FOUND') runningExchange()?.threw(error);
    });
    return app;
  };
}

function inCall(handler: ElysiaHandler, request: Request): ElysiaHandler {
  return (...args) => answerFetch(request, undefined, async () => (await handler(...args)) as Response);
}

import { openCall } from '@portcall/trace';
import { runningExchange } from '../serving/exchanges.js';

/** What is read of what tRPC gives to its middleware. */
export interface ProcedureCall<R> {
  readonly path: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly next: () => Promise<R>;
}

const TYPES = { query: 'query', mutation: 'mutation', subscription: 'action' } as const;

/**
 * Makes every procedure a call, named by its path: `t.procedure.use(requestCalls())`. Where the request has one, that is its
 * caller, and is told of what was thrown.
 */
export function requestCalls(): <R extends object>(procedure: ProcedureCall<R>) => Promise<R> {
  return async ({ path, type, next }) => {
    const exchange = runningExchange();
    exchange?.routed(`/${path}`);
    const call = openCall(path, { type: TYPES[type] });
    if (call === undefined) return next();
    try {
      const result = await call.run(next);
      const { error } = result as { readonly error?: { readonly cause?: unknown } };
      if (error === undefined) call.succeeded();
      else {
        // What the procedure threw is wrapped.
        const thrown = error.cause ?? error;
        call.failed(thrown);
        exchange?.threw(thrown);
      }
      return result;
    } catch (thrown) {
      call.failed(thrown);
      exchange?.threw(thrown);
      throw thrown;
    }
  };
}

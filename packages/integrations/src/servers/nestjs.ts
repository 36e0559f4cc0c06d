import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import { exchangeOf, runningExchange } from '../serving/exchanges.js';

/**
 * Tells the calls of requests what a handler threw, which Nest makes an answer of: `app.useGlobalInterceptors(requestCalls())`.
 * The calls themselves, and their routes, are those of `channels()` and `http: true`; without them it does nothing.
 */
export function requestCalls(): NestInterceptor {
  return {
    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      if (context.getType() !== 'http') return next.handle();
      const request: unknown = context.switchToHttp().getRequest();
      const { raw = request } = (request ?? {}) as { readonly raw?: unknown };
      const exchange = exchangeOf(raw) ?? runningExchange();
      return next.handle().pipe(tap({ error: (thrown: unknown) => exchange?.threw(thrown) }));
    },
  };
}

import { type Context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api';
import { carriedContext, carryFromHere, runCarrying } from '@portcall/trace/internal';
import { lazily } from '../sdk/lazily.js';

/**
 * OpenTelemetry's context manager over the async storage in which the running call is kept: a second storage would cost
 * as much as the call's own with every promise.
 */
export function callContextManager(): ContextManager {
  const { AsyncLocalStorageContextManager } = lazily(
    '@opentelemetry/context-async-hooks',
  ) as typeof import('@opentelemetry/context-async-hooks');

  // The base class binds functions and event emitters, by way of `with`.
  return new (class extends AsyncLocalStorageContextManager {
    override active(): Context {
      return (carriedContext() as Context | undefined) ?? ROOT_CONTEXT;
    }

    override with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
      context: Context,
      fn: F,
      thisArg?: ThisParameterType<F>,
      ...args: A
    ): ReturnType<F> {
      return runCarrying(context, thisArg == null ? fn : (fn.bind(thisArg) as F), ...args);
    }

    // Of the API from 1.10; without it the base class would set a storage that nothing reads.
    override attach(context: Context): { dispose(): void } {
      return { dispose: carryFromHere(context) };
    }
  })();
}

import { EventEmitter } from 'node:events';
import { type Context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api';
import { carriedContext, carryFromHere, runCarrying } from '@portcall/trace/internal';
import { BoundEmitters } from './bound-emitters.js';
import { boundFunction, type Func } from './bound-function.js';

/**
 * OpenTelemetry's context manager over the async storage in which the running call is kept: a second storage would cost
 * as much as the call's own with every promise. It is never off, as the storage is not.
 */
export class CallContextManager implements ContextManager {
  private readonly emitters = new BoundEmitters();

  active(): Context {
    return (carriedContext() as Context | undefined) ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return runCarrying(context, thisArg == null ? fn : (fn.bind(thisArg) as F), ...args);
  }

  /** A function that runs in the context, or the emitter itself, whose listeners do from now on. Anything else is given back. */
  bind<T>(context: Context, target: T): T {
    if (target instanceof EventEmitter) this.emitters.bind(context, target);
    return typeof target === 'function' ? (boundFunction(context, target as unknown as Func) as T) : target;
  }

  /** Of the API from 1.10. */
  attach(context: Context): { dispose(): void } {
    return { dispose: carryFromHere(context) };
  }

  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}

import type { Context } from '@opentelemetry/api';
import { runCarrying } from '@portcall/trace/internal';

export type Func = (this: unknown, ...args: unknown[]) => unknown;

/** The function, running in the context whoever calls it. */
export function boundFunction(context: Context, target: Func): Func {
  const bound: Func = function (...args) {
    return runCarrying(context, () => target.apply(this, args));
  };
  // Frameworks tell an error handler by how many parameters it has.
  return Object.defineProperty(bound, 'length', { value: target.length, configurable: true });
}

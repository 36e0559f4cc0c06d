import { checkedFunction, shown, undoOf } from '@portcall/core/internal';
import type { Definition } from '../declare/definition.js';
import type { BatchObservableResult, ObservableKind, ObservableResult, Observe } from './observable.js';
import type { ObserverCallback } from './observer.js';

/** Registers a callback for metrics that can be observed. @returns undo */
export type AddObserver = (metrics: readonly Definition<ObservableKind>[], callback: ObserverCallback) => () => void;

type AnyCallback = (result: ObservableResult<object> & BatchObservableResult) => unknown;

/** Both forms of {@link Observe} by one way of registering, which may throw. */
export function observing(add: AddObserver): Observe {
  return (given: Definition | readonly Definition[], callback: AnyCallback) => {
    const metrics = checkedMetrics(given);
    checkedFunction(
      callback,
      `observe() of ${metrics.map(({ name }) => name).join(', ')}`,
      'give a function that observes',
    );
    return undoOf(add(metrics, Array.isArray(given) ? ofSeveral(callback) : ofOne(metrics[0]!, callback)));
  };
}

function ofOne(metric: Definition, callback: AnyCallback): ObserverCallback {
  return (say) => {
    const observe = (value: number, attributes?: object): void => say(metric, value, attributes);
    return callback(Object.freeze({ observe }) as never);
  };
}

function ofSeveral(callback: AnyCallback): ObserverCallback {
  return (say) => callback(Object.freeze({ observe: say }) as never);
}

function checkedMetrics(given: Definition | readonly Definition[]): readonly Definition<ObservableKind>[] {
  const metrics = [...new Set<unknown>(Array.isArray(given) ? given : [given])];
  const wrong = metrics.findIndex((metric) => !isDefinition(metric));
  if (wrong >= 0 || metrics.length === 0) {
    const value = metrics.length === 0 ? given : metrics[wrong];
    throw new Error(`observe(): ${shown(value)} is not a metric; give one of a catalog's metrics, or an array of them`);
  }
  for (const { kind, name, deprecated } of metrics as readonly Definition[]) {
    if (deprecated !== undefined) {
      throw new Error(
        `observe(): ${name} is deprecated; observe ${deprecated.replacedBy} of the same catalog, whose values it has`,
      );
    }
    if (kind !== 'histogram') continue;
    throw new Error(`observe(): ${name} is a histogram, which needs every value; record them, or declare a gauge`);
  }
  return metrics as readonly Definition<ObservableKind>[];
}

/** The compiler sees it; programs without types do not. A spec that no catalog has named yet looks much like one. */
function isDefinition(metric: unknown): metric is Definition {
  const { name, scope, kind } = (metric ?? {}) as Partial<Definition>;
  return typeof name === 'string' && typeof scope === 'string' && typeof kind === 'string';
}

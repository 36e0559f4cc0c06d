import type { Undo } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import type { AttributeKinds, AttributesOf } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';
import type { Backend } from '../record/backend.js';
import type { BatchObservableResult, ObservableKind, ObservableResult, Observe } from './observable.js';

/**
 * Observes one metric, or several by one callback, on any backend that can: as `observe()` of a store does. A library, which
 * leaves the backend to the app, writes `observe(instruments(), metric, callback)`.
 *
 * @throws Error for a backend that cannot observe, and as {@link Observe} does
 */
export function observe<S extends AttributeKinds>(
  backend: Backend,
  metric: Definition<ObservableKind, S>,
  callback: (result: ObservableResult<AttributesOf<S>>) => void | Promise<void>,
): Undo;
export function observe<const D extends Definition<ObservableKind>>(
  backend: Backend,
  metrics: readonly D[],
  callback: (result: BatchObservableResult<D>) => void | Promise<void>,
): Undo;
export function observe(backend: Partial<Backend> | null | undefined, ...observed: unknown[]): Undo {
  if (typeof backend?.observe === 'function') return backend.observe(...(observed as Parameters<Observe>));
  throw new Error(`observe(): ${shown(backend)} cannot observe; use store(), fanOut() or instruments()`);
}

import { shown } from '@portcall/core/internal';
import type { Catalog, Definitions, MetricSpecs } from '../declare/catalog.js';
import type { Definition, InstrumentKind } from '../declare/definition.js';
import { isObject } from '../declare/spec-shape.js';
import type { Observe } from '../observe/observable.js';
import { committedAdding, committedRecording } from '../scope/on-commit.js';
import { scopedAdding, scopedRecording } from '../scope/scoped-recorder.js';
import { bindableAdding, bindableRecording } from './bindable.js';
import type { Adding, Recording } from './plain-recorder.js';
import type { RecorderOf } from './recorder.js';

/**
 * What makes recorders work. Each method is called once per definition when a catalog is bound, and may throw then:
 * when it cannot take the definition. A plain OpenTelemetry instrument is a fine answer.
 */
export interface Backend {
  counter(definition: Definition): Adding;
  upDownCounter(definition: Definition): Adding;
  gauge(definition: Definition): Recording;
  histogram(definition: Definition): Recording;
  /** Calls back whenever its metrics are read; absent where a backend cannot. */
  readonly observe?: Observe;
}

/** A catalog's recorders, under the keys of its metrics: `Recorders<typeof catalog>`, or of the specs it is made of. */
export type Recorders<C extends Catalog | MetricSpecs> = {
  readonly [K in keyof DefinitionsOf<C>]: RecorderOf<DefinitionsOf<C>[K]>;
};

type DefinitionsOf<C> = C extends Catalog<infer M> ? Definitions<M> : C extends MetricSpecs ? Definitions<C> : never;

/**
 * Makes a catalog's recorders work on a backend.
 *
 * @throws Error when the backend already has a metric of the same name that is declared differently, and for what is not a
 *   catalog or not a backend
 */
export function bind<M extends MetricSpecs>(catalog: Catalog<M>, backend: Backend): Recorders<M> {
  checkBound(catalog, backend);
  const recorders: Record<string, unknown> = {};
  const definitions = Object.entries<Definition>(catalog.metrics);
  for (const [key, definition] of definitions) {
    if (definition.deprecated === undefined) recorders[key] = makers[definition.kind](backend, definition);
  }
  // Whichever name is recorded, both have the values.
  for (const [key, { deprecated }] of definitions) {
    if (deprecated !== undefined) recorders[key] = recorders[deprecated.replacedBy];
  }
  return Object.freeze(recorders) as Recorders<M>;
}

const makers: Readonly<Record<InstrumentKind, (backend: Backend, definition: Definition) => object>> = {
  counter: (backend, definition) => adding(definition, backend.counter(definition)),
  upDownCounter: (backend, definition) => adding(definition, backend.upDownCounter(definition)),
  gauge: (backend, definition) => recording(definition, backend.gauge(definition)),
  histogram: (backend, definition) => recording(definition, backend.histogram(definition)),
};

function adding(definition: Definition, recorder: Adding): object {
  return committedAdding(scopedAdding(bindableAdding(definition, recorder)));
}

function recording(definition: Definition, recorder: Recording): object {
  return committedRecording(scopedRecording(bindableRecording(definition, recorder)));
}

const KINDS = Object.keys(makers) as readonly InstrumentKind[];

/** The compiler sees it; programs without types do not. A catalog of another copy of this package is one too. */
function checkBound(catalog: Partial<Catalog> | null | undefined, backend: Partial<Backend> | null | undefined): void {
  // What is given to defineCatalog() looks much like it, and has specs for definitions.
  const definitions = isObject(catalog?.metrics) ? Object.values<Partial<Definition>>(catalog.metrics) : [undefined];
  if (!definitions.every((definition) => typeof definition?.scope === 'string')) {
    throw new Error(`bind(): ${shown(catalog)} is not a catalog; give it what defineCatalog() returns`);
  }
  checkBackend(backend, 'bind()');
}

/**
 * Programs without types may give anything.
 * @param what takes the backend, as its user writes it
 * @throws Error for what cannot make every kind of recorder
 */
export function checkBackend(backend: Partial<Backend> | null | undefined, what: string): void {
  const missing = KINDS.find((kind) => typeof backend?.[kind] !== 'function');
  if (missing === undefined) return;
  const wrong = typeof backend === 'object' && backend !== null ? `a backend without ${missing}()` : shown(backend);
  throw new Error(`${what}: ${wrong} is not a backend; use noop(), store(), fanOut() or instruments()`);
}

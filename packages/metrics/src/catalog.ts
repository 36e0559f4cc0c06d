import { checkOptions } from '@portcall/core';
import { attributeFault } from './attribute-fault.js';
import { defaultBoundaries } from './boundaries.js';
import type { Definition, InstrumentKind, MetricSpec } from './definition.js';
import { isSnakeCase, type Naming, nameFault, snakeCased } from './name.js';
import { metricsOf, type Relation, spelled } from './relation.js';
import { sampleNames } from './sample-names.js';

export type MetricSpecs = Readonly<Record<string, MetricSpec>>;

/** The definitions of a catalog, under the keys they are declared with. */
export type Definitions<M extends MetricSpecs> = {
  readonly [K in keyof M]: M[K] extends MetricSpec<infer Kind, infer S> ? Definition<Kind, S> : never;
};

/** Every metric of one subject, as frozen data. */
export interface Catalog<M extends MetricSpecs = MetricSpecs> {
  readonly scope: string;
  readonly version: string;
  readonly metrics: Definitions<M>;
  readonly relations: readonly Relation[];
}

export interface CatalogOptions<M extends MetricSpecs> {
  /** Instrumentation scope of the catalog's instruments, and their name prefix where none is given. */
  readonly scope: string;
  /** Version of the scope, shown beside it. @default none */
  readonly version?: string;
  /** Stands before every name with an underscore; empty for none. @default the scope */
  readonly prefix?: string;
  /** On which paths the names must agree. @default 'suffix' */
  readonly naming?: Naming;
  readonly metrics: M;
  /** Truths between the metrics. @default none */
  readonly relations?: readonly Relation<keyof M & string>[];
}

const OPTIONS: Readonly<Record<keyof CatalogOptions<MetricSpecs>, true>> = {
  scope: true,
  version: true,
  prefix: true,
  naming: true,
  metrics: true,
  relations: true,
};

/**
 * Names, checks and freezes a catalog.
 *
 * @throws Error at the first fault, naming metric, rule and fix: names that are not snake_case, `_total` on a counter,
 *   duplicate names, a unit missing from the name or contradicting it, reserved or colliding attribute keys, boundaries
 *   that do not ascend, relations over unknown metrics, options that there are not.
 * @see https://opentelemetry.io/docs/specs/otel/metrics/api/#instrument-name-syntax
 */
export function defineCatalog<const M extends MetricSpecs>(options: CatalogOptions<M>): Catalog<M> {
  checkOptions<CatalogOptions<M>>(options, OPTIONS, 'defineCatalog()');
  const { scope, version = '', prefix = scope, naming = 'suffix', metrics, relations = [] } = options;
  checkScope(scope, prefix);
  const definitions: Record<string, Definition> = {};
  for (const [key, spec] of Object.entries(metrics)) {
    const name = prefix === '' ? spec.name : `${prefix}_${spec.name}`;
    checkMetric({ ...spec, name }, naming);
    definitions[key] = define(spec, name, scope, version);
  }
  checkFamilies(Object.values(definitions));
  for (const relation of relations) checkRelation(relation, definitions, scope);
  return Object.freeze({
    scope,
    version,
    metrics: Object.freeze(definitions) as Definitions<M>,
    relations: Object.freeze(relations.map((relation) => Object.freeze(relation))),
  });
}

function define(spec: MetricSpec, name: string, scope: string, scopeVersion: string): Definition {
  const boundaries =
    spec.kind === 'histogram' ? Object.freeze([...(spec.boundaries ?? defaultBoundaries(spec.unit))]) : undefined;
  const attributes = Object.freeze({ ...spec.attributes });
  return Object.freeze({ ...spec, name, scope, scopeVersion, boundaries, attributes });
}

function checkScope(scope: string, prefix: string): void {
  if (typeof scope !== 'string' || scope === '')
    throw new Error('A catalog needs a scope: the name of what it measures.');
  if (prefix === '' || isSnakeCase(prefix)) return;
  const source = prefix === scope ? `The scope ${scope} is the name prefix too, and` : `The prefix ${prefix}:`;
  throw new Error(`${source} names are snake_case; give prefix: '${snakeCased(prefix)}', or prefix: '' for none.`);
}

function checkMetric(metric: MetricSpec, naming: Naming): void {
  const fault =
    nameFault(metric, naming) ??
    descriptionFault(metric.description) ??
    attributeFault(metric.kind, metric.attributes) ??
    boundariesFault(metric.kind, metric.boundaries);
  if (fault !== undefined) throw new Error(`${metric.name}: ${fault}.`);
}

function descriptionFault(description: string): string | undefined {
  const described = typeof description === 'string' && description.trim() !== '';
  return described ? undefined : 'a metric without a description cannot be read by others; say what is counted';
}

function boundariesFault(kind: InstrumentKind, boundaries: readonly number[] | undefined): string | undefined {
  if (boundaries === undefined) return undefined;
  if (kind !== 'histogram') return `boundaries belong to histograms, and this is a ${kind}; drop them`;
  if (!boundaries.every(Number.isFinite)) {
    return 'boundaries are finite numbers; the bucket up to +Inf is always there, so drop what is not finite';
  }
  const falling = boundaries.findIndex((boundary, index) => index > 0 && boundary <= (boundaries[index - 1] as number));
  return falling < 0
    ? undefined
    : `boundaries ascend, and ${boundaries[falling]} follows ${boundaries[falling - 1]}; sort them and drop duplicates`;
}

/** Every sample name a family writes is its own: a histogram `x` and a gauge `x_count` cannot live together. */
function checkFamilies(definitions: readonly Definition[]): void {
  const owners = new Map<string, string>();
  for (const definition of definitions) {
    for (const sample of sampleNames(definition)) {
      const owner = owners.get(sample);
      if (owner !== undefined) {
        throw new Error(`${definition.name}: ${owner} writes the Prometheus name ${sample} too; rename one of them.`);
      }
      owners.set(sample, definition.name);
    }
  }
}

function checkRelation(relation: Relation, definitions: Readonly<Record<string, Definition>>, scope: string): void {
  const unknown = metricsOf(relation).find((key) => !Object.hasOwn(definitions, key));
  if (unknown === undefined) return;
  const known = Object.keys(definitions).join(', ');
  throw new Error(
    `${scope}: the relation ${spelled(relation)} speaks of ${unknown}, which is not in the catalog (${known}).`,
  );
}

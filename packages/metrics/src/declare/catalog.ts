import { checkOptions } from '@portcall/core/internal';
import { checkGiven, checkPrefix } from '../checks/catalog-check.js';
import { checkMetrics } from '../checks/catalog-faults.js';
import { checkSlos } from '../checks/slo-check.js';
import type { Naming } from '../naming/naming.js';
import { spellingOf } from '../naming/spelling.js';
import { defaultBoundaries } from './boundaries.js';
import type { Definition, MetricSpec } from './definition.js';
import { checkDeprecations } from './deprecation.js';
import { checkRelations, type Relation } from './relation.js';
import type { Slo } from './slo.js';

export type MetricSpecs = Readonly<Record<string, MetricSpec>>;

/** The definitions of a catalog, under the keys they are declared with. */
export type Definitions<M extends MetricSpecs> = {
  readonly [K in keyof M]: M[K] extends MetricSpec<infer Kind, infer S, infer B> ? Definition<Kind, S, B> : never;
};

/** Every metric of one subject, as frozen data. */
export interface Catalog<M extends MetricSpecs = MetricSpecs> {
  readonly scope: string;
  readonly version: string;
  /** On which paths the names agree. */
  readonly naming: Naming;
  /** What stands before every name; empty for none. */
  readonly prefix: string;
  readonly metrics: Definitions<M>;
  readonly relations: readonly Relation[];
  readonly slos: readonly Slo[];
}

export interface CatalogOptions<M extends MetricSpecs> {
  /** Instrumentation scope of the catalog's instruments, and their name prefix where none is given. */
  readonly scope: string;
  /** Version of the scope, shown beside it. @default none */
  readonly version?: string;
  /**
   * Stands before every name with an underscore, or with a dot where the naming is `'otel'`; empty for none.
   * @default the scope; none where the naming is `'otel'`
   */
  readonly prefix?: string;
  /** On which paths the names must agree. @default 'suffix' */
  readonly naming?: Naming;
  readonly metrics: M;
  /** Truths between the metrics. @default none */
  readonly relations?: readonly Relation<keyof M & string>[];
  /** What the service promises, by these metrics. @default none */
  readonly slos?: readonly Slo<keyof M & string>[];
}

const OPTIONS: Readonly<Record<keyof CatalogOptions<MetricSpecs>, true>> = {
  scope: true,
  version: true,
  prefix: true,
  naming: true,
  metrics: true,
  relations: true,
  slos: true,
};

/**
 * Names, checks and freezes a catalog.
 *
 * @throws DefinitionError at the first fault, naming metric, rule and fix: names that are not spelled as the naming says, `_total` on a
 *   counter, duplicate names, a unit missing from the name or contradicting it, reserved or colliding attribute keys,
 *   boundaries that do not ascend, relations over unknown metrics, objectives that the metrics cannot show, half characters, values of a wrong type
 * @throws Error for unknown options
 * @see https://opentelemetry.io/docs/specs/otel/metrics/api/#instrument-name-syntax
 */
export function defineCatalog<const M extends MetricSpecs>(options: CatalogOptions<M>): Catalog<M> {
  checkOptions<CatalogOptions<M>>(options, OPTIONS, 'defineCatalog()');
  const { scope, version = '', naming = 'suffix', metrics, relations = [], slos = [] } = options;
  const { prefix = naming === 'otel' ? '' : scope } = options;
  checkGiven({ scope, version, prefix, naming, metrics });
  checkRelations(relations, Object.keys(metrics), scope);
  checkPrefix(scope, prefix, naming, (other) => Object.values(metrics).map((spec) => withPrefix(other, naming, spec)));

  const named = Object.entries(metrics).map(([key, spec]) => [key, withPrefix(prefix, naming, spec)] as const);
  checkMetrics({ scope, prefix, naming, metrics: named.map(([, metric]) => metric) });
  checkDeprecations(named, scope);
  const definitions = defined(named, scope, version);
  checkSlos(slos, definitions, scope);
  return Object.freeze({
    scope,
    version,
    naming,
    prefix,
    metrics: Object.freeze(definitions) as Definitions<M>,
    relations: Object.freeze(relations.map((relation) => Object.freeze(relation))),
    slos: Object.freeze([...slos]),
  });
}

/**
 * The same catalog with objectives of your own in place of those it has: for a ready-made one, which cannot know what you
 * promise. What records is bound to either.
 *
 * @throws DefinitionError as `defineCatalog()` does
 */
export function withSlos<M extends MetricSpecs>(
  catalog: Catalog<M>,
  slos: readonly Slo<keyof M & string>[],
): Catalog<M> {
  checkSlos(slos, catalog.metrics, catalog.scope);
  return Object.freeze({ ...catalog, slos: Object.freeze([...slos]) });
}

function withPrefix(prefix: string, naming: Naming, spec: MetricSpec): MetricSpec {
  return { ...spec, name: prefix === '' ? spec.name : `${prefix}${spellingOf(naming).joint}${spec.name}` };
}

function defined(
  named: readonly (readonly [string, MetricSpec])[],
  scope: string,
  version: string,
): Readonly<Record<string, Definition>> {
  const former = new Map<string, Definition[]>();
  for (const [, metric] of named) {
    const { replacedBy } = metric.deprecated ?? {};
    if (replacedBy === undefined) continue;
    former.set(replacedBy, [...(former.get(replacedBy) ?? []), define(metric, scope, version)]);
  }
  const definitionOf = (key: string, metric: MetricSpec): Definition =>
    [...former.values()].flat().find(({ name }) => name === metric.name) ??
    define(metric, scope, version, former.get(key));
  return Object.fromEntries(named.map(([key, metric]) => [key, definitionOf(key, metric)]));
}

function define(metric: MetricSpec, scope: string, scopeVersion: string, formerly?: readonly Definition[]): Definition {
  const boundaries = boundariesOf(metric);
  const attributes = Object.freeze({ ...metric.attributes });
  return Object.freeze({
    ...metric,
    ...{ scope, scopeVersion, boundaries, attributes },
    ...(metric.deprecated === undefined ? {} : { deprecated: Object.freeze({ ...metric.deprecated }) }),
    ...(formerly === undefined ? {} : { formerly: Object.freeze(formerly) }),
  });
}

function boundariesOf({ kind, unit, boundaries, buckets }: MetricSpec): readonly number[] | undefined {
  if (kind !== 'histogram' || buckets === 'exponential') return undefined;
  return Object.freeze([...(boundaries ?? defaultBoundaries(unit))]);
}

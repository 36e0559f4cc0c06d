import { type Catalog, type Definition, type NamingPath, prometheusName } from '@portcall/metrics';
import { type FamilyFault, type Fault, familyFaultOf, familyFaults, pathsOf } from '@portcall/metrics/internal';

/** A metric that writes the samples of one in another catalog. */
export interface Collision {
  readonly catalog: Catalog;
  readonly metric: Definition;
  readonly fault: Fault;
}

interface Owned extends Definition {
  readonly catalog: Catalog;
}

/**
 * Catalogs that cannot be used in one process. The same metric in two of them is one metric, as a catalog that is built by two
 * copies of a package is.
 */
export function collisionsOf(catalogs: readonly Catalog[]): readonly Collision[] {
  const found = new Map<string, Collision>();
  for (const path of everyPath(catalogs)) {
    for (const fault of familyFaults(metricsOf(catalogs), path)) {
      const { metric, owner } = fault;
      if (metric.catalog === owner.catalog || found.has(metric.name)) continue;
      found.set(metric.name, { catalog: metric.catalog, metric, fault: collisionFault(fault, path) });
    }
  }
  return [...found.values()];
}

function collisionFault(found: FamilyFault<Owned>, path: NamingPath): Fault {
  const { metric, owner } = found;
  const { wrong, todo } = familyFaultOf(found);
  const where = owner.scope === metric.scope ? 'another catalog' : `the catalog ${owner.scope}`;
  const differs = owner.kind !== metric.kind && prometheusName(owner, path) === prometheusName(metric, path);
  return {
    id: differs ? 'type-conflict-across-scopes' : 'family-collision',
    wrong: differs ? `${wrong}, as a ${owner.kind} of ${where}; exporters drop one of them` : `${wrong}, of ${where}`,
    todo: `${todo}, or give its catalog another prefix`,
  };
}

function everyPath(catalogs: readonly Catalog[]): ReadonlySet<NamingPath> {
  return new Set(['underscore_suffixes', ...catalogs.flatMap(({ naming }) => pathsOf(naming))] as const);
}

function metricsOf(catalogs: readonly Catalog[]): readonly Owned[] {
  const known = new Set<string>();
  return catalogs.flatMap((catalog) =>
    Object.values<Definition>(catalog.metrics).flatMap((metric) => {
      const spelled = JSON.stringify([
        metric.name,
        metric.kind,
        metric.unit,
        metric.scope,
        metric.attributes,
        metric.boundaries,
      ]);
      if (known.has(spelled)) return [];
      known.add(spelled);
      return [{ ...metric, catalog }];
    }),
  );
}

import { listed, shown } from '@portcall/core/internal';
import { levelOf } from '../checks/rule.js';
import type { Deprecation, MetricSpec } from './definition.js';
import { DefinitionError } from './definition-error.js';
import { measuredUnit } from './unit.js';

const DAY_MS = 86_400_000;

/** When a deprecated name is exported no more, in milliseconds since 1970. */
export function endOf({ until }: Deprecation): number {
  return Date.parse(until) + DAY_MS;
}

/**
 * A deprecated metric has the values of its replacement, so it must be like it in all but its name.
 *
 * @param named the metrics under their whole names
 * @throws DefinitionError for a replacement that the catalog does not have, that is deprecated itself or another kind of metric, and
 *   for a date that is not one
 */
export function checkDeprecations(named: readonly (readonly [string, MetricSpec])[], scope: string): void {
  const byKey = new Map(named);
  for (const [key, metric] of named) {
    if (metric.deprecated === undefined) continue;
    const wrong = deprecationFault(key, metric, metric.deprecated, byKey);
    if (wrong === undefined) continue;
    const message = `${metric.name}: ${wrong}`;
    const finding = { id: 'deprecated-replacement', scope, metric: metric.name, message: wrong } as const;
    throw new DefinitionError(message, [], () => [{ ...finding, level: levelOf(finding.id) }]);
  }
}

function deprecationFault(
  key: string,
  metric: MetricSpec,
  { replacedBy, until }: Deprecation,
  byKey: ReadonlyMap<string, MetricSpec>,
): string | undefined {
  if (!isDay(until)) return `until ${shown(until)} is not a day; write it as "2027-03-31"`;
  const replacement = byKey.get(replacedBy);
  if (replacement === undefined || replacedBy === key) {
    const others = [...byKey.keys()].filter((other) => other !== key);
    return `replaced by ${shown(replacedBy)}, which is not another metric of the catalog; ${others.length === 0 ? 'declare it' : `use one of ${listed(others)}`}`;
  }
  if (replacement.deprecated !== undefined) {
    return `replaced by ${shown(replacedBy)}, which is deprecated too; name the metric that is recorded`;
  }
  const aspect = ASPECTS.find(([, of]) => of(metric) !== of(replacement))?.[0];
  if (aspect === undefined) return undefined;
  return `replaced by ${shown(replacedBy)}, which has another ${aspect}, so that it cannot have its values; declare them alike, or record both`;
}

function isDay(until: unknown): boolean {
  if (typeof until !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(until)) return false;
  const time = Date.parse(until);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(until);
}

const ASPECTS: readonly (readonly [aspect: string, of: (metric: MetricSpec) => unknown])[] = [
  ['kind', ({ kind }) => kind],
  // `{ms}` and `ms` are measured alike.
  ['unit', ({ unit }) => measuredUnit(unit)],
  ['set of attributes', ({ attributes }) => JSON.stringify(Object.entries(attributes))],
  ['set of boundaries', ({ boundaries, buckets }) => JSON.stringify([boundaries, buckets])],
  ['aggregate', ({ aggregate }) => aggregate],
];

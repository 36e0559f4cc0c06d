import type { SeriesAttributes } from '../declare/attribute.js';
import type { Catalog, MetricSpecs } from '../declare/catalog.js';
import type { Definition } from '../declare/definition.js';
import { metricsOf, type Relation, type SubsetRelation, type SumRelation, spelled } from '../declare/relation.js';
import type { Point, Store, StoredMetric } from './store.js';

/**
 * The relations of a catalog that do not hold in a store, each as a sentence with its numbers; empty where all hold.
 *
 * They are checked per combination of the attributes that all their metrics have, and in total where the series limit
 * of one of them has been passed. Whole numbers are compared exactly; sums of fractions may differ by as much as adding in
 * another order makes them differ.
 */
export function brokenRelations<M extends MetricSpecs>(catalog: Catalog<M>, store: Store): readonly string[] {
  const definitions = catalog.metrics as Readonly<Record<string, Definition>>;
  const snapshot = store.snapshot();
  return catalog.relations.flatMap((relation) => {
    const breach = relation.kind === 'sum' ? sumBreach : subsetBreach;
    const found = breach(relation as never, new Reading(relation, definitions, snapshot));
    return found === undefined ? [] : [`${catalog.scope}: ${spelled(relation)} does not hold: ${found}`];
  });
}

function sumBreach({ total, parts, onceZero }: SumRelation, reading: Reading): string | undefined {
  if (onceZero !== undefined && reading.total(onceZero) !== 0) return undefined;
  return reading.firstGroup((group) => {
    const whole = reading.value(total, group);
    const sum = parts.reduce((so_far, part) => so_far + reading.value(part, group), 0);
    return isSame(whole, sum) ? undefined : `${whole} against ${sum}`;
  });
}

function subsetBreach({ part, whole }: SubsetRelation, reading: Reading): string | undefined {
  return reading.firstGroup((group) => {
    const inner = reading.value(part, group);
    const outer = reading.value(whole, group);
    return inner <= outer || isSame(inner, outer) ? undefined : `${inner} against ${outer}`;
  });
}

/** A relation's metrics, grouped by the attributes they share. */
class Reading {
  private readonly shared: readonly string[];
  private readonly groups = new Map<string, Map<string, number>>();

  constructor(
    relation: Relation,
    private readonly definitions: Readonly<Record<string, Definition>>,
    private readonly snapshot: Readonly<Record<string, StoredMetric>>,
  ) {
    const compared = metricsOf(relation).filter((key) => relation.kind !== 'sum' || key !== relation.onceZero);
    const points = compared.flatMap((key) => this.points(key).map((point) => ({ key, ...point })));
    const isPastLimit = compared.some((key) => this.metric(key)?.isPastLimit);
    this.shared = isPastLimit ? [] : this.sharedKeys(compared);
    for (const { key, attributes, value } of points) {
      const group = this.groupOf(attributes);
      const values = this.groups.get(group) ?? new Map<string, number>();
      values.set(key, (values.get(key) ?? 0) + countOf(value));
      this.groups.set(group, values);
    }
  }

  value(key: string, group: string): number {
    return this.groups.get(group)?.get(key) ?? 0;
  }

  total(key: string): number {
    return this.points(key).reduce((sum, { value }) => sum + countOf(value), 0);
  }

  firstGroup(fault: (group: string) => string | undefined): string | undefined {
    for (const group of this.groups.keys()) {
      const found = fault(group);
      if (found !== undefined) return group === '{}' ? found : `${found} for ${group}`;
    }
    return undefined;
  }

  private points(key: string) {
    return this.metric(key)?.points ?? [];
  }

  private metric(key: string): StoredMetric | undefined {
    return this.snapshot[(this.definitions[key] as Definition).name];
  }

  private sharedKeys(keys: readonly string[]): readonly string[] {
    const attributes = keys.map((key) => Object.keys(this.definitions[key]?.attributes ?? {}));
    return (attributes[0] ?? []).filter((key) => attributes.every((others) => others.includes(key)));
  }

  private groupOf(attributes: SeriesAttributes): string {
    return JSON.stringify(Object.fromEntries(this.shared.map((key) => [key, attributes[key]])));
  }
}

/*
 * A sum of n numbers is off by at most n × 2^-53 of what was added up, so a billionth is room for millions of values. Where
 * ups and downs cancel out little is left to take it of: what is left of 1 counts then.
 */
const ROUNDING = 1e-9;

function isSame(a: number, b: number): boolean {
  if (a === b) return true;
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) return false;
  return Math.abs(a - b) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b), 1);
}

function countOf(value: Point['value']): number {
  return typeof value === 'number' ? value : value.count;
}

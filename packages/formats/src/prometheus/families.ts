import type { Collection, InstrumentKind, MetricPoints } from '@portcall/metrics';
import { LeftOut } from './left-out.js';
import { type Naming, naming } from './names/translation.js';

export type FamilyType = 'counter' | 'gauge' | 'histogram';

/** One family of a scrape with every metric that goes into it, whoever recorded it: a name may stand once only. */
export interface Family {
  readonly name: string;
  readonly type: FamilyType;
  /** The first metric speaks for all. */
  readonly unit: string;
  readonly description: string;
  readonly members: MetricPoints[];
}

const TYPES: Readonly<Record<InstrumentKind, FamilyType>> = {
  counter: 'counter',
  upDownCounter: 'gauge',
  gauge: 'gauge',
  histogram: 'histogram',
};

/** What a family's samples are called besides its name. */
const PARTS: Readonly<Record<FamilyType, readonly string[]>> = {
  counter: [],
  gauge: [],
  histogram: ['_bucket', '_count', '_sum'],
};

/**
 * The families of a collection, in the order in which their first metrics come. A metric whose name is taken by another type, or
 * by the sample of another family, is left out and reported: one of them would have Prometheus refuse or mix up the scrape.
 * @param taken names that the format uses itself
 */
export function familiesOf(
  { metrics }: Collection,
  taken: readonly string[],
  names: Naming = naming({}),
): readonly Family[] {
  const families = new Map<string, Family>();
  const owners = new Map<string, Family | undefined>(taken.map((name) => [name, undefined]));
  for (const points of metrics) {
    const { kind, unit, description } = points.metric;
    const name = names.metric(points.metric);
    const type = TYPES[kind];
    const family = name === undefined ? undefined : families.get(name);
    if (family !== undefined && family.type === type) {
      family.members.push(points);
      continue;
    }
    const samples = name === undefined ? [] : sampleNames({ name, type });
    if (name === undefined || samples.some((sample) => owners.has(sample))) {
      leaveOut(points);
      continue;
    }
    const made: Family = { name, type, unit, description, members: [points] };
    families.set(name, made);
    for (const sample of samples) owners.set(sample, made);
  }
  return [...families.values()];
}

/** The names that a family's samples have, its own among them. */
export function sampleNames({ name, type }: Pick<Family, 'name' | 'type'>): readonly string[] {
  return [name, ...PARTS[type].map((part) => name + part)];
}

function leaveOut({ metric, points }: MetricPoints): void {
  const leftOut = new LeftOut(metric);
  for (const _ of points) leftOut.taken += 1;
  leftOut.speak();
}

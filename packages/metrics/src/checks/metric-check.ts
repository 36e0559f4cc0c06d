import { shown } from '@portcall/core/internal';
import type { MetricSpec } from '../declare/definition.js';
import { sampleNames } from '../naming/families.js';
import { nameFaults } from '../naming/name.js';
import type { Naming } from '../naming/naming.js';
import { spellingOf } from '../naming/spelling.js';
import { attributeFaults } from './attribute-fault.js';
import { boundariesFault } from './boundaries-fault.js';
import { type Fault, faultsOf } from './fault.js';
import { type Fix, fixesOf } from './fix.js';

/** What a metric is checked with: its catalog's rules, and the catalog's other metrics. */
export interface Surroundings {
  readonly prefix: string;
  readonly naming: Naming;
  readonly others: () => readonly MetricSpec[];
}

/** What no name can help comes first: once it is right, a fix of the name makes the whole metric right. */
export function* metricFaults(metric: MetricSpec, naming: Naming): Iterable<Fault> {
  yield* faultsOf([metric.description], descriptionFault);
  yield* faultsOf([metric], boundariesFault);
  yield* attributeFaults(metric.kind, metric.attributes, naming);
  yield* nameFaults(metric, naming);
}

/** The first of {@link metricFaults}, or undefined where nothing is wrong. */
export function metricFault(metric: MetricSpec, naming: Naming): Fault | undefined {
  for (const fault of metricFaults(metric, naming)) return fault;
  return undefined;
}

/** What can be written instead of a metric: each has passed all of these checks. */
export function metricFixes(
  metric: MetricSpec,
  fault: Fault,
  { prefix, naming, others }: Surroundings,
): readonly Fix[] {
  const taken = new Set(others().flatMap((other) => sampleNames(other)));
  const check = (fixed: MetricSpec): Fault | undefined =>
    metricFault(fixed, naming) ?? prefixFault(fixed, prefix, naming) ?? takenFault(fixed, taken);
  return fixesOf(metric, fault, check, prefix);
}

function descriptionFault(description: string): Fault | undefined {
  if (description.isWellFormed()) return undefined;
  // Receivers refuse a whole request for it, with every metric of the process.
  const wrong = `description ${shown(description)} has half a character in it`;
  return { id: 'half-character', wrong, todo: 'write whole characters' };
}

function prefixFault({ name }: MetricSpec, prefix: string, naming: Naming): Fault | undefined {
  if (prefix === '' || name.startsWith(`${prefix}${spellingOf(naming).joint}`)) return undefined;
  const wrong = `the name does not begin with the prefix ${prefix}`;
  return { id: 'name-charset', wrong, todo: 'choose another prefix' };
}

function takenFault(metric: MetricSpec, taken: ReadonlySet<string>): Fault | undefined {
  const sample = sampleNames(metric).find((name) => taken.has(name));
  return sample === undefined
    ? undefined
    : { id: 'family-collision', wrong: `${sample} is taken`, todo: 'choose another name' };
}

import { shown } from '@portcall/core/internal';
import type { MetricSpec } from '../declare/definition.js';
import { DefinitionError } from '../declare/definition-error.js';
import { sampleNames } from '../naming/families.js';
import { nameFault } from '../naming/name.js';
import type { Naming } from '../naming/naming.js';
import { spellingOf } from '../naming/spelling.js';
import { attributeFault } from './attribute-fault.js';
import { boundariesFault } from './boundaries-fault.js';
import type { Fault } from './fault.js';
import { fixesOf, remedy } from './fix.js';

/** What a metric is checked with: its catalog's rules, and the catalog's other metrics. */
export interface Surroundings {
  readonly prefix: string;
  readonly naming: Naming;
  readonly others: () => readonly MetricSpec[];
}

/**
 * @param metric under its whole name
 * @throws DefinitionError at the first fault, with the fixes that pass all of these checks
 */
export function checkMetric(metric: MetricSpec, { prefix, naming, others }: Surroundings): void {
  const fault = metricFault(metric, naming);
  if (fault === undefined) return;
  const taken = new Set(others().flatMap(sampleNames));
  const check = (fixed: MetricSpec): Fault | undefined =>
    metricFault(fixed, naming) ?? prefixFault(fixed, prefix, naming) ?? takenFault(fixed, taken);
  const fixes = fixesOf(metric, fault, check, prefix);
  throw new DefinitionError(`${spelled(metric.name)}: ${fault.wrong}; ${remedy(fault, fixes)}`, fixes);
}

/** What no name can help comes first: once it is right, a fix of the name makes the whole metric right. */
export function metricFault(metric: MetricSpec, naming: Naming): Fault | undefined {
  return (
    descriptionFault(metric.description) ??
    boundariesFault(metric) ??
    attributeFault(metric.kind, metric.attributes, naming) ??
    nameFault(metric, naming)
  );
}

function descriptionFault(description: string): Fault | undefined {
  if (description.isWellFormed()) return undefined;
  // Receivers refuse a whole request for it, with every metric of the process.
  return { wrong: `description ${shown(description)} has half a character in it`, todo: 'write whole characters' };
}

function prefixFault({ name }: MetricSpec, prefix: string, naming: Naming): Fault | undefined {
  if (prefix === '' || name.startsWith(`${prefix}${spellingOf(naming).joint}`)) return undefined;
  return { wrong: `the name does not begin with the prefix ${prefix}`, todo: 'choose another prefix' };
}

function takenFault(metric: MetricSpec, taken: ReadonlySet<string>): Fault | undefined {
  const sample = sampleNames(metric).find((name) => taken.has(name));
  return sample === undefined ? undefined : { wrong: `${sample} is taken`, todo: 'choose another name' };
}

/** A metric as messages call it: what cannot be read as it is, in quotes. */
function spelled(name: string): string {
  return /^[\w./-]{1,255}$/.test(name) ? name : shown(name);
}

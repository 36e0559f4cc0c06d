import { shown } from '@portcall/core/internal';
import type { MetricSpec } from '../declare/definition.js';
import { DefinitionError } from '../declare/definition-error.js';
import { type FamilyFault, familyFaults } from '../naming/families.js';
import type { Naming } from '../naming/naming.js';
import type { Fault } from './fault.js';
import type { Finding } from './finding.js';
import { type Fix, remedy } from './fix.js';
import { metricFaults, metricFixes } from './metric-check.js';
import { levelOf } from './rule.js';

/** A catalog while it is not one yet. */
export interface Draft {
  readonly scope: string;
  readonly prefix: string;
  readonly naming: Naming;
  /** Under their whole names. */
  readonly metrics: readonly MetricSpec[];
}

/** What is wrong with one metric, and what can be written instead. */
interface MetricFault {
  readonly metric: MetricSpec;
  readonly fault: Fault;
  readonly fixes: readonly Fix[];
}

/** @throws DefinitionError at the first rule that is broken, with all that are */
export function checkMetrics(draft: Draft): void {
  for (const { metric, fault, fixes } of catalogFaults(draft)) {
    const message = `${spelled(metric.name)}: ${fault.wrong}; ${remedy(fault, fixes)}`;
    throw new DefinitionError(message, fixes, () => draftFindings(draft));
  }
}

/** Every rule that a catalog's metrics break, of those that {@link checkMetrics} refuses. */
export function draftFindings(draft: Draft): readonly Finding[] {
  return Array.from(catalogFaults(draft), (found) => findingOf(found, draft));
}

export function familyFaultOf({ owner, sample }: FamilyFault<MetricSpec>): Fault {
  const wrong = `${spelled(owner.name)} writes the Prometheus name ${sample} too`;
  return { id: 'family-collision', wrong, todo: 'rename one of them' };
}

function* catalogFaults({ prefix, naming, metrics }: Draft): Iterable<MetricFault> {
  for (const metric of metrics) {
    const others = (): readonly MetricSpec[] => metrics.filter((other) => other !== metric);
    for (const fault of metricFaults(metric, naming)) {
      yield { metric, fault, fixes: metricFixes(metric, fault, { prefix, naming, others }) };
    }
  }
  for (const found of familyFaults(metrics)) yield { metric: found.metric, fault: familyFaultOf(found), fixes: [] };
}

function findingOf({ metric, fault, fixes }: MetricFault, { scope, prefix }: Draft): Finding {
  const [fix] = fixes;
  const stem = metric.name.slice(0, prefix === '' ? 0 : prefix.length + 1);
  return {
    id: fault.id,
    level: levelOf(fault.id),
    scope,
    metric: metric.name,
    message: `${fault.wrong}; ${remedy(fault, fixes)}`,
    ...(fix === undefined ? {} : { fix }),
    ...(fix?.name === undefined ? {} : { renamedTo: `${stem}${fix.name}` }),
  };
}

/** A metric as messages call it: what cannot be read as it is, in quotes. */
function spelled(name: string): string {
  return /^[\w./-]{1,255}$/.test(name) ? name : shown(name);
}

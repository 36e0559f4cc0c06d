import type { MetricSpec } from '../declare/definition.js';
import type { Fault } from './fault.js';

/** What to write instead in a refused definition; what is absent stays as it is. */
export interface Fix {
  /** Without the catalog's prefix, as it is declared. */
  readonly name?: string;
  readonly unit?: string;
  /** New attribute keys by the old ones. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Of the catalog. */
  readonly prefix?: string;
}

/** Checks a metric whose name is the whole one. */
export type Check = (metric: MetricSpec) => Fault | undefined;

// A change may uncover the next fault, and two of them each other. Nobody makes more mistakes than this at once.
const MOST_STEPS = 6;

/** What can be written instead of a refused metric: the fault's changes, each followed until the check accepts it. */
export function fixesOf(metric: MetricSpec, fault: Fault, check: Check, prefix: string): readonly Fix[] {
  const fixes = (fault.changes ?? []).flatMap((change) => {
    const accepted = settled({ ...metric, ...change }, check, MOST_STEPS);
    return accepted === undefined ? [] : [difference(metric, accepted, prefix)];
  });
  // One way to write the name, one to write the unit: further ones would be no help.
  const kinds = fixes.map((fix) => Object.keys(fix).join());
  return fixes.filter((_, index) => kinds.indexOf(kinds[index] as string) === index);
}

/** What a fault and its fixes tell the author to do. */
export function remedy(fault: Fault, fixes: readonly Fix[]): string {
  return fixes.length === 0 ? fault.todo : `write ${fixes.map(spelledFix).join(', or ')}`;
}

function settled(metric: MetricSpec, check: Check, steps: number): MetricSpec | undefined {
  const fault = check(metric);
  if (fault === undefined) return metric;
  if (steps === 0) return undefined;
  for (const change of fault.changes ?? []) {
    const accepted = settled({ ...metric, ...change }, check, steps - 1);
    if (accepted !== undefined) return accepted;
  }
  return undefined;
}

function difference(from: MetricSpec, to: MetricSpec, prefix: string): Fix {
  const keys = Object.keys(to.attributes);
  const renamed = Object.keys(from.attributes).flatMap((key, index) =>
    key === keys[index] ? [] : [[key, keys[index]]],
  );
  return {
    ...(from.name === to.name ? {} : { name: prefix === '' ? to.name : to.name.slice(prefix.length + 1) }),
    ...(from.unit === to.unit ? {} : { unit: to.unit }),
    ...(renamed.length === 0 ? {} : { attributes: Object.fromEntries(renamed) as Record<string, string> }),
  };
}

function spelledFix({ name, unit, attributes = {}, prefix }: Fix): string {
  const said = [
    ...Object.entries(attributes).map(([from, to]) => `attribute ${JSON.stringify(to)} for ${JSON.stringify(from)}`),
    ...(name === undefined ? [] : [`name: ${JSON.stringify(name)}`]),
    ...(unit === undefined ? [] : [`unit: ${JSON.stringify(unit)}`]),
    ...(prefix === undefined ? [] : [`prefix: ${JSON.stringify(prefix)}`]),
  ];
  return said.join(' and ');
}

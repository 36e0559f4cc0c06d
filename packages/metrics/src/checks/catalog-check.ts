import { listed, shown } from '@portcall/core/internal';
import type { MetricSpec } from '../declare/definition.js';
import { DefinitionError } from '../declare/definition-error.js';
import { checkShape, isObject } from '../declare/spec-shape.js';
import { familyFaults } from '../naming/families.js';
import type { Naming } from '../naming/naming.js';
import { spellingOf } from '../naming/spelling.js';
import type { Fault } from './fault.js';
import { type Fix, remedy } from './fix.js';
import { metricFault } from './metric-check.js';

const NAMINGS = ['suffix', 'exact', 'otel'] as const satisfies readonly Naming[];

/** What a catalog is made of, as a program without types may give it. */
interface Given {
  readonly scope: unknown;
  readonly version: unknown;
  readonly prefix: unknown;
  readonly naming: unknown;
  readonly metrics: unknown;
}

/** @throws DefinitionError for values of another type than the compiler would take, and for half characters */
export function checkGiven({ scope, version, prefix, naming, metrics }: Given): void {
  if (scope === '') throw refusal('scope "" is empty', 'name what the catalog measures, such as "shop"');
  checkText('scope', scope, 'name what the catalog measures, such as "shop"');
  checkText('version', version, 'give the version as a text, such as "1.2.0"');
  checkText('prefix', prefix, 'give what stands before every name, or "" for nothing');
  if (!(NAMINGS as readonly unknown[]).includes(naming)) {
    throw refusal(`unknown naming ${shown(naming)}`, `use one of ${listed(NAMINGS)}`);
  }
  if (!isObject(metrics)) {
    throw refusal(`metrics: ${shown(metrics)} is not an object`, 'give metrics by key, such as { orders: counter(…) }');
  }
  for (const [key, spec] of Object.entries(metrics)) checkShape(`defineCatalog(): metric ${shown(key)}`, spec);
}

/**
 * @param named the catalog's metrics as a prefix names them
 * @throws DefinitionError where the prefix cannot stand before a name, with prefixes that every metric can have
 */
export function checkPrefix(
  scope: string,
  prefix: string,
  naming: Naming,
  named: (prefix: string) => readonly MetricSpec[],
): void {
  const { fits, fitted, called, words } = spellingOf(naming);
  if (prefix === '' || fits(prefix)) return;
  const isAccepted = (candidate: string): boolean => {
    const metrics = named(candidate);
    return metrics.every((metric) => metricFault(metric, naming) === undefined) && ![...familyFaults(metrics)].length;
  };
  const candidates = [fitted(prefix), ''].filter((candidate) => candidate !== undefined);
  const fixes: readonly Fix[] = candidates.filter(isAccepted).map((candidate) => ({ prefix: candidate }));
  const wrong =
    prefix === scope
      ? `the scope stands before every name and is not ${called}`
      : `prefix ${shown(prefix)} is not ${called}`;
  const fault: Fault = {
    id: 'name-charset',
    wrong,
    todo: `give a prefix of ${words.replace(/, .*/, '')}, or "" for none`,
  };
  throw new DefinitionError(`defineCatalog() of ${shown(scope)}: ${wrong}; ${remedy(fault, fixes)}`, fixes);
}

function checkText(option: string, value: unknown, todo: string): void {
  if (typeof value !== 'string') throw refusal(`${option} ${shown(value)} is not a text`, todo);
  // Receivers refuse a whole request for it, with every metric of the process.
  if (!value.isWellFormed())
    throw refusal(`${option} ${shown(value)} has half a character in it`, 'write whole characters');
}

function refusal(wrong: string, todo: string): DefinitionError {
  return new DefinitionError(`defineCatalog(): ${wrong}; ${todo}`);
}

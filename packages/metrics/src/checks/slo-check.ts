import { checkedArray, listed, shown } from '@portcall/core/internal';
import type { AttributeKind } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';
import { DefinitionError } from '../declare/definition-error.js';
import { eventsOfSlo, type LatencySlo, type Slo, type SloEvents, type SloMatcher } from '../declare/slo.js';
import { isObject } from '../declare/spec-shape.js';
import { type Fault, firstFault } from './fault.js';

/** No rule of a name is broken, and none has an id for it. */
type SloFault = Pick<Fault, 'wrong' | 'todo'>;
type ByKey = Readonly<Record<string, Definition>>;

/** @throws DefinitionError at the first objective that the catalog's metrics cannot show, Error for what is not an array */
export function checkSlos(slos: unknown, metrics: ByKey, scope: string): void {
  const what = `defineCatalog() of ${shown(scope)}`;
  const names = new Set<string>();
  for (const slo of checkedArray(slos, `${what}: slos`, 'give them as [slo({ … })]')) {
    if (!isSlo(slo)) throw new DefinitionError(`${what}: ${shown(slo)} is not an objective; make it with slo()`);
    if (names.has(slo.name)) {
      throw new DefinitionError(`${what}: two objectives are named ${shown(slo.name)}; rename one of them`);
    }
    names.add(slo.name);
    const fault = sloFault(slo, metrics);
    if (fault === undefined) continue;
    throw new DefinitionError(`${what}: objective ${shown(slo.name)}: ${fault.wrong}; ${fault.todo}`);
  }
}

function isSlo(value: unknown): value is Slo {
  if (!isObject(value) || typeof value['name'] !== 'string') return false;
  return value['kind'] === 'latency' ? isObject(value['histogram']) : value['kind'] === 'events';
}

function sloFault(slo: Slo, metrics: ByKey): SloFault | undefined {
  return (
    firstFault(eventsOfSlo(slo), (events) => eventsFault(events, metrics)) ??
    (slo.kind === 'latency' ? withinFault(slo, metrics) : undefined)
  );
}

function eventsFault({ metric, where }: SloEvents, metrics: ByKey): SloFault | undefined {
  const definition = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
  if (definition === undefined) {
    return {
      wrong: `it names the unknown metric ${shown(metric)}`,
      todo: `use one of ${listed(Object.keys(metrics))}`,
    };
  }
  if (definition.kind !== 'counter' && definition.kind !== 'histogram') {
    return {
      wrong: `${shown(metric)} is of the kind ${definition.kind}, which counts no events`,
      todo: 'use a counter or a histogram',
    };
  }
  return firstFault(Object.entries(where), ([key, matcher]) => matcherFault(key, matcher, definition));
}

function matcherFault(key: string, matcher: SloMatcher, { attributes, name }: Definition): SloFault | undefined {
  const kind = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  if (kind === undefined) {
    const keys = Object.keys(attributes);
    const todo = keys.length === 0 ? 'leave it out' : `use one of ${listed(keys)}`;
    return { wrong: `${name} has no attribute ${shown(key)}`, todo };
  }
  return Array.isArray(matcher) ? valuesFault(key, matcher, kind) : presenceFault(key, matcher, kind);
}

function valuesFault(key: string, values: readonly unknown[], kind: AttributeKind): SloFault | undefined {
  if (kind.values === undefined) {
    return {
      wrong: `attribute ${shown(key)} is not a closed set, so that a value may never come`,
      todo: kind.optional ? `ask whether it is there: { present: true }` : 'use one that is oneOf() or flag()',
    };
  }
  if (values.length === 0) return { wrong: `no value of ${shown(key)} matches`, todo: 'give one, or leave it out' };
  const unknown = values.find((value) => !(kind.values as readonly unknown[]).includes(value));
  if (unknown === undefined) return undefined;
  return { wrong: `attribute ${shown(key)} is never ${shown(unknown)}`, todo: `use one of ${listed(kind.values)}` };
}

function presenceFault(key: string, matcher: unknown, kind: AttributeKind): SloFault | undefined {
  if (!isObject(matcher) || typeof matcher['present'] !== 'boolean') {
    return {
      wrong: `${shown(matcher)} matches nothing of ${shown(key)}`,
      todo: 'give a value, several, or { present }',
    };
  }
  if (kind.optional) return undefined;
  return { wrong: `attribute ${shown(key)} is always there`, todo: 'give the values that match' };
}

function withinFault({ histogram, within }: LatencySlo, metrics: ByKey): SloFault | undefined {
  const { kind, name, boundaries } = metrics[histogram.metric] as Definition;
  if (kind !== 'histogram') return { wrong: `${name} is of the kind ${kind}`, todo: 'use a histogram' };
  if (boundaries === undefined) {
    return { wrong: `${name} has exponential buckets, none of which ends at ${within}`, todo: 'give it boundaries' };
  }
  if (boundaries.includes(within)) return undefined;
  return { wrong: `${within} is not a boundary of ${name}`, todo: `use one of ${listed(boundaries)}, or add it there` };
}

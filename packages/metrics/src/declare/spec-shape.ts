import { shown } from '@portcall/core/internal';
import type { Fault } from '../checks/fault.js';
import { levelOf } from '../checks/rule.js';
import type { GaugeAggregate, InstrumentKind } from './definition.js';
import { DefinitionError } from './definition-error.js';

const INSTRUMENT_KINDS: readonly unknown[] = [
  'counter',
  'upDownCounter',
  'gauge',
  'histogram',
] satisfies InstrumentKind[];

const AGGREGATES: readonly unknown[] = ['sum', 'max', 'min', 'perProcess'] satisfies GaugeAggregate[];

const HELPERS = 'counter(), upDownCounter(), gauge() or histogram()';

/**
 * Refuses what the compiler would, for programs without types: a metric's fields that are of another type.
 * @param what whose they are, as messages call it
 * @throws DefinitionError
 */
export function checkShape(what: string, spec: unknown): void {
  const fault: ShapeFault | undefined = isObject(spec)
    ? fieldFault(spec)
    : { wrong: `it is ${shown(spec)}`, todo: `make it with ${HELPERS}` };
  if (fault === undefined) return;
  const { id = 'definition', wrong, todo } = fault;
  const message = `${what}: ${wrong}; ${todo}`;
  throw new DefinitionError(message, [], () => [{ id, level: levelOf(id), scope: '', metric: '', message }]);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `definition` where it names no rule of its own. */
type ShapeFault = Pick<Fault, 'wrong' | 'todo'> & Partial<Pick<Fault, 'id'>>;

function fieldFault({
  kind,
  name,
  unit,
  description,
  attributes,
  boundaries,
  buckets,
  aggregate,
  deprecated,
}: Readonly<Record<string, unknown>>): ShapeFault | undefined {
  if (!INSTRUMENT_KINDS.includes(kind)) {
    return { wrong: `unknown kind ${shown(kind)}`, todo: `make it with ${HELPERS}` };
  }
  if (unit === undefined || attributes === undefined) {
    return { wrong: `it lacks what ${kind as string}() adds to it`, todo: `make it with ${kind as string}()` };
  }
  if (typeof name !== 'string' || name === '') {
    return { wrong: `name ${shown(name)} is not a name`, todo: 'give it one in snake_case, such as "orders"' };
  }
  if (typeof unit !== 'string') {
    return {
      wrong: `unit ${shown(unit)} is not a text`,
      todo: 'give a code such as "s", an annotation such as "{request}", or leave it out',
    };
  }
  if (typeof description !== 'string' || description.trim() === '') {
    const wrong = `description ${shown(description)} says nothing`;
    return { id: 'description-missing', wrong, todo: 'say what is counted or measured' };
  }
  if (!isObject(attributes)) {
    return {
      wrong: `attributes: ${shown(attributes)} is not an object`,
      todo: 'give kinds by key, such as { country: text() }',
    };
  }
  if (boundaries !== undefined && !Array.isArray(boundaries)) {
    return {
      wrong: `boundaries: ${shown(boundaries)} is not an array`,
      todo: 'give ascending numbers, such as [1, 5, 10]',
    };
  }
  if (buckets !== undefined && buckets !== 'exponential') {
    return { wrong: `unknown buckets ${shown(buckets)}`, todo: 'use "exponential", or leave it out' };
  }
  if (aggregate !== undefined && !AGGREGATES.includes(aggregate)) {
    return { wrong: `unknown aggregate ${shown(aggregate)}`, todo: 'use "sum", "max", "min" or "perProcess"' };
  }
  if (deprecated !== undefined && !isObject(deprecated)) {
    const todo = 'give { replacedBy, until }, such as { replacedBy: "orders", until: "2027-03-31" }';
    return { wrong: `deprecated: ${shown(deprecated)} is not an object`, todo };
  }
  return undefined;
}

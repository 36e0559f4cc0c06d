import { checkOptions, listed, shown } from '@portcall/core/internal';
import { DefinitionError } from './definition-error.js';
import { isObject } from './spec-shape.js';

/** A truth between a catalog's metrics, declared as data: tests check it and alerts are made of it. */
export type Relation<K extends string = string> = SumRelation<K> | SubsetRelation<K>;

/** `total` equals the sum of `parts`, per combination of the attributes they all have. */
export interface SumRelation<K extends string = string> {
  readonly kind: 'sum';
  readonly total: K;
  readonly parts: readonly K[];
  /** Holds while this metric is zero: what has started and not yet ended is in the total and in no part. */
  readonly onceZero: K | undefined;
}

/** `part` never exceeds `whole`, per combination of the attributes they both have. */
export interface SubsetRelation<K extends string = string> {
  readonly kind: 'subset';
  readonly part: K;
  readonly whole: K;
}

export interface SumOptions<K extends string> {
  /** The metric that must be zero for the relation to hold, usually what is in flight. @default holds always */
  readonly onceZero?: K;
}

/**
 * Declares `total = parts[0] + parts[1] + …`.
 *
 * @throws Error for parts that are not an array, and for unknown options
 */
export function sum<const K extends string>(
  total: K,
  parts: readonly K[],
  options: SumOptions<K> = {},
): SumRelation<K> {
  checkOptions(options, { onceZero: true }, 'sum()');
  if (!Array.isArray(parts)) {
    throw new DefinitionError(
      `sum() of ${shown(total)}: parts: ${shown(parts)} is not an array; give the keys of metrics, such as ["ok", "failed"]`,
    );
  }
  const { onceZero } = options;
  return { kind: 'sum', total, parts, onceZero };
}

/** Declares `part ⊆ whole`: whatever counts in `part` counts in `whole` too. */
export function subset<const K extends string>(part: K, whole: K): SubsetRelation<K> {
  return { kind: 'subset', part, whole };
}

/** The metrics a relation speaks of. */
export function metricsOf<K extends string>(relation: Relation<K>): readonly K[] {
  if (relation.kind === 'subset') return [relation.part, relation.whole];
  const { total, parts, onceZero } = relation;
  return onceZero === undefined ? [total, ...parts] : [total, ...parts, onceZero];
}

/** A relation as people write it. */
export function spelled(relation: Relation): string {
  if (relation.kind === 'subset') return `${relation.part} ⊆ ${relation.whole}`;
  const { total, parts, onceZero } = relation;
  return `${total} = ${parts.join(' + ')}${onceZero === undefined ? '' : ` once ${onceZero} is 0`}`;
}

/** @throws DefinitionError for what is not a relation, and for relations over metrics that the catalog does not have */
export function checkRelations(relations: unknown, metrics: readonly string[], scope: string): void {
  const what = `defineCatalog() of ${shown(scope)}`;
  if (!Array.isArray(relations)) {
    throw new DefinitionError(
      `${what}: relations: ${shown(relations)} is not an array; give them as [sum(…), subset(…)]`,
    );
  }
  for (const relation of relations) {
    if (!isRelation(relation)) {
      throw new DefinitionError(`${what}: ${shown(relation)} is not a relation; make it with sum() or subset()`);
    }
    const unknown = metricsOf(relation).find((key) => !metrics.includes(key));
    if (unknown === undefined) continue;
    throw new DefinitionError(
      `${what}: relation ${shown(spelled(relation))} names the unknown metric ${shown(unknown)}; ${metrics.length === 0 ? 'declare it' : `use one of ${listed(metrics)}`}`,
    );
  }
}

function isRelation(value: unknown): value is Relation {
  return isObject(value) && (value['kind'] === 'subset' || (value['kind'] === 'sum' && Array.isArray(value['parts'])));
}

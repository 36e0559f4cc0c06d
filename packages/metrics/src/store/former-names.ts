import type { Definition } from '../declare/definition.js';
import { endOf } from '../declare/deprecation.js';

const NONE: readonly Definition[] = Object.freeze([]);

/**
 * The deprecated metrics that have a metric's values as well.
 * @param time when it is read, in milliseconds since 1970
 */
export function formerNames({ formerly }: Definition, time: number): readonly Definition[] {
  if (formerly === undefined) return NONE;
  return formerly.filter((former) => isExported(former, time));
}

/** Whether a metric still has its name: every one but those whose time is over. */
export function isExported({ deprecated }: Definition, time: number): boolean {
  return deprecated === undefined || time < endOf(deprecated);
}

/** What is bound under the name of a metric, or of what has replaced it. */
export function replacing<T extends { readonly definition: Definition }>(
  bound: ReadonlyMap<string, T>,
  { name, deprecated }: Definition,
): T | undefined {
  if (deprecated === undefined) return bound.get(name);
  for (const one of bound.values()) if (one.definition.formerly?.some((former) => former.name === name)) return one;
  return undefined;
}

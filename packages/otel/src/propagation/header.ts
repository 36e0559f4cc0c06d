import type { TextMapGetter } from '@opentelemetry/api';

/** A header's text; of one that was sent more than once the first. */
export function headerIn<C>(carrier: C, getter: TextMapGetter<C>, name: string): string | undefined {
  const given: unknown = getter.get(carrier, name);
  return typeof given === 'string' || given === undefined ? given : textsIn(given)[0];
}

/** Every text that a header was sent with. */
export function headersIn<C>(carrier: C, getter: TextMapGetter<C>, name: string): readonly string[] {
  const given: unknown = getter.get(carrier, name);
  return given === undefined ? NONE : textsIn(given);
}

// Most requests have none of what is looked for.
const NONE: readonly string[] = Object.freeze([]);

function textsIn(given: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  return all.filter((text): text is string => typeof text === 'string');
}

import { isPlainObject } from '../plain/plain-object.js';
import { listed, shown } from './shown.js';

/**
 * Refuses unknown options and lists the known ones: to programs without types a misspelt one would be telemetry that
 * silently does something else.
 * @param known every option there is, for the compiler to hold against their type
 * @param what takes the options, as its user writes it, such as `otlp()`
 * @throws Error such as `otlp(): unknown option "url2"; use one of "url", "headers"`
 */
export function checkOptions<O extends object>(options: O, known: Readonly<Record<keyof O, true>>, what: string): void {
  if (!isPlainObject(options)) {
    const example = listed(Object.keys(known));
    throw new Error(
      `${what}: options are ${shown(options)}, not a plain object; give an object with any of ${example}`,
    );
  }
  const unknown = Object.keys(options).find((option) => !Object.hasOwn(known, option));
  if (unknown === undefined) return;
  throw new Error(`${what}: unknown option ${shown(unknown)}; use one of ${listed(Object.keys(known))}`);
}

import { isPlainLabel, isPlainMetric } from './quoted.js';

/**
 * What becomes of names that a scraper without UTF-8 cannot read; the others stay as they are.
 *
 * - `allow-utf-8`: they stand in quotes.
 * - `underscores`: whatever is not allowed becomes `_`.
 * - `dots`: a dot becomes `_dot_`, an underscore and all else `__`.
 * - `values`: `U__` in front, then the number of each character between underscores.
 *
 * @see https://prometheus.io/docs/instrumenting/escaping_schemes/
 */
export type EscapingScheme = 'allow-utf-8' | 'underscores' | 'dots' | 'values';

export const ESCAPING_SCHEMES: readonly EscapingScheme[] = ['allow-utf-8', 'underscores', 'dots', 'values'];

export function escapedMetricName(name: string, scheme: EscapingScheme): string {
  return isPlainMetric(name) ? name : escaped(name, scheme, /[a-zA-Z0-9_:]/);
}

/** Prometheus' own library leaves a colon in a label, which its parser then refuses; here it is escaped as well. */
export function escapedLabelName(name: string, scheme: EscapingScheme): string {
  return isPlainLabel(name) ? name : escaped(name, scheme, /[a-zA-Z0-9_]/);
}

function escaped(name: string, scheme: EscapingScheme, allowed: RegExp): string {
  if (scheme === 'allow-utf-8') return name;
  const isAllowed = (character: string, at: number) => allowed.test(character) && (at > 0 || !/\d/.test(character));
  const characters = Array.from(name, (character, at) => ESCAPES[scheme](character, isAllowed(character, at)));
  return `${scheme === 'values' ? 'U__' : ''}${characters.join('')}`;
}

const ESCAPES: Readonly<
  Record<Exclude<EscapingScheme, 'allow-utf-8'>, (character: string, isAllowed: boolean) => string>
> = {
  underscores: (character, isAllowed) => (isAllowed ? character : '_'),
  dots(character, isAllowed) {
    if (character === '.') return '_dot_';
    return character === '_' || !isAllowed ? '__' : character;
  },
  values(character, isAllowed) {
    if (character === '_') return '__';
    return isAllowed ? character : `_${(character.codePointAt(0) ?? 0).toString(16)}_`;
  },
};

/**
 * UCUM units and the words that suffix-adding translators write for them.
 * Source: prometheus/otlptranslator v1.0.0 `unit_namer.go`, spellings included (`tibibytes`).
 */
const WORD_BY_CODE = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  TiBy: 'tibibytes',
  KBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  TBy: 'terabytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '%': 'percent',
  '1': '',
} as const;

const WORDS: ReadonlyMap<string, string> = new Map(Object.entries(WORD_BY_CODE));

/** Units on which the specification and the translators disagree today. */
const UNSTABLE = ['kBy', 'KBy', 'TiBy'] as const;

/** Units that translators write as they are, and that are right in a name as they are. */
const ITS_OWN_WORD = ['kg'] as const;

/**
 * A UCUM code, an annotation in braces (`{request}`), or both (`By/{request}`).
 *
 * Translators know a word for each of the codes that an editor completes here; other units they append as they are.
 */
export type Unit =
  | Exclude<keyof typeof WORD_BY_CODE, (typeof UNSTABLE)[number]>
  | (typeof ITS_OWN_WORD)[number]
  | (string & {});

const PER_WORDS: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
]);

const CODES: ReadonlyMap<string, string> = new Map(
  [...WORDS].filter(([, word]) => word !== '').map(([code, word]) => [word, code]),
);

/** Abbreviations people end names with, each with the unit that is meant. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['sec', 's'],
  ['secs', 's'],
  ['ms', 'ms'],
  ['msec', 'ms'],
  ['ns', 'ns'],
  ['kb', 'KBy'],
  ['mb', 'MBy'],
  ['kib', 'KiBy'],
  ['mib', 'MiBy'],
  ['gib', 'GiBy'],
]);

/** Abbreviations only beside the unit they stand for: `plan_b`, `tier_s` and `orders_gb` are no sizes and times. */
const AMBIGUOUS_ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['s', 's'],
  ['us', 'us'],
  ['b', 'By'],
  ['gb', 'GBy'],
]);

// What Go's `unicode.IsSpace` says: U+0085 is a space and U+FEFF is none, where JavaScript's `trim()` says the opposite.
const SPACE_AROUND = /^(?:[^\S\ufeff]|\u0085)+|(?:[^\S\ufeff]|\u0085)+$/g;

export interface UnitWords {
  /** What is appended for the unit before the slash; empty for none. */
  readonly main: string;
  /** `per_second` and the like for the unit behind the slash; empty for none. */
  readonly per: string;
}

/** The words a suffix-adding translator appends for a unit, unknown units as they are. Annotations in braces give none. */
export function unitWords(unit: string): UnitWords {
  const { main, per } = bareUnitWords(unit, /[{}]/);
  return { main, per: per === '' ? '' : `per_${per}` };
}

/**
 * The same with `second` for `per_second`.
 * @param annotation what makes a part of the unit an annotation
 */
export function bareUnitWords(unit: string, annotation: RegExp): UnitWords {
  const slash = unit.indexOf('/');
  const [main, per] = slash < 0 ? [unit, ''] : [unit.slice(0, slash), unit.slice(slash + 1)];
  return { main: wordOf(main, WORDS, annotation), per: wordOf(per, PER_WORDS, annotation) };
}

/** The unit that a word at the end of a name stands for: `seconds` is `s`. */
export function unitOfWord(word: string): string | undefined {
  return CODES.get(word);
}

/** The unit that an abbreviation at the end of a name stands for: `ms` is `ms`, `kb` is `KBy`. */
export function unitOfAbbreviation(word: string): string | undefined {
  return ABBREVIATIONS.get(word);
}

/** Whether a word at the end of a name abbreviates this very unit: `b` is `By`, where that is the unit. */
export function abbreviates(word: string, unit: string): boolean {
  return (ABBREVIATIONS.get(word) ?? AMBIGUOUS_ABBREVIATIONS.get(word)) === unit;
}

/** Whether translators spell this unit differently from the specification, or are about to. */
export function isUnstable(unit: string): boolean {
  return (UNSTABLE as readonly string[]).includes(unit);
}

/** Whether a name can say this unit: translators have a word for it, or it is its own. */
export function isKnown(unit: string): boolean {
  return WORDS.has(unit) || (ITS_OWN_WORD as readonly string[]).includes(unit);
}

const BASE_UNITS: ReadonlyMap<string, string> = new Map([
  ...['ms', 'us', 'ns', 'min', 'h', 'd'].map((code) => [code, 's'] as const),
  ...['KiBy', 'MiBy', 'GiBy', 'TiBy', 'KBy', 'MBy', 'GBy', 'TBy'].map((code) => [code, 'By'] as const),
]);

/** The unit that Prometheus measures the same in, where that is another one: `s` for `ms`. */
export function baseUnitOf(unit: string): string | undefined {
  return BASE_UNITS.get(unit);
}

/** The text inside an annotation: `ms` of `{ms}`; undefined for a unit. */
export function annotationOf(unit: string): string | undefined {
  return /^\{([^{}]*)\}$/.exec(unit)?.[1];
}

/** The part of a unit that is measured: `By` of `By/{request}`. */
export function mainUnit(unit: string): string {
  return (unit.split('/', 1)[0] as string).trim();
}

/** What values are measured in: `s` for `s`, for `{s}`, `{sec}` and `s/{request}`; empty for `1/{request}`, which is no ratio. */
export function measuredUnit(unit: string): string {
  const annotation = annotationOf(unit);
  if (annotation === undefined) return unit.startsWith('1/') ? '' : mainUnit(unit);
  return ABBREVIATIONS.get(annotation) ?? AMBIGUOUS_ABBREVIATIONS.get(annotation) ?? annotation;
}

function wordOf(part: string, words: ReadonlyMap<string, string>, annotation: RegExp): string {
  const code = part.replace(SPACE_AROUND, '');
  if (code === '' || annotation.test(code)) return '';
  return words.get(code) ?? code;
}

/**
 * UCUM units and the words that suffix-adding translators write for them.
 * Source: prometheus/otlptranslator v1.0.0 `unit_namer.go`, spellings included (`tibibytes`).
 */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  ['TiBy', 'tibibytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['%', 'percent'],
  ['1', ''],
]);

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
  ['s', 's'],
  ['sec', 's'],
  ['secs', 's'],
  ['ms', 'ms'],
  ['msec', 'ms'],
  ['us', 'us'],
  ['ns', 'ns'],
  ['b', 'By'],
  ['kb', 'KBy'],
  ['mb', 'MBy'],
  ['gb', 'GBy'],
  ['kib', 'KiBy'],
  ['mib', 'MiBy'],
  ['gib', 'GiBy'],
]);

/** Units on which the specification and the translators disagree today. */
const UNSTABLE: ReadonlySet<string> = new Set(['kBy', 'KBy', 'TiBy']);

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
  const slash = unit.indexOf('/');
  const [main, per] = slash < 0 ? [unit, ''] : [unit.slice(0, slash), unit.slice(slash + 1)];
  const perWord = wordOf(per, PER_WORDS);
  return { main: wordOf(main, WORDS), per: perWord === '' ? '' : `per_${perWord}` };
}

/** The unit that a word at the end of a name stands for: `seconds` is `s`. */
export function unitOfWord(word: string): string | undefined {
  return CODES.get(word);
}

/** The unit that an abbreviation at the end of a name stands for: `ms` is `ms`, `kb` is `KBy`. */
export function unitOfAbbreviation(word: string): string | undefined {
  return ABBREVIATIONS.get(word);
}

/** Whether translators spell this unit differently from the specification, or are about to. */
export function isUnstable(unit: string): boolean {
  return UNSTABLE.has(unit);
}

/** The text inside an annotation: `ms` of `{ms}`; undefined for a unit. */
export function annotationOf(unit: string): string | undefined {
  return /^\{([^{}]*)\}$/.exec(unit)?.[1];
}

function wordOf(part: string, words: ReadonlyMap<string, string>): string {
  const code = part.replace(SPACE_AROUND, '');
  if (code === '' || /[{}]/.test(code)) return '';
  return words.get(code) ?? code;
}

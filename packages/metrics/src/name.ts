import type { MetricSpec } from './definition.js';
import { type NamingPath, prometheusName } from './prometheus-name.js';
import { annotationOf, isUnstable, unitOfAbbreviation, unitOfWord, unitWords } from './unit.js';

/**
 * On which paths a catalog's names must be the same.
 *
 * - `suffix`: the endpoint of this process and every path that adds suffixes. Counters are named without `_total`.
 * - `exact`: also the paths that add none. Counters spell `_total` themselves.
 */
export type Naming = 'suffix' | 'exact';

/** A metric whose name is the whole one. */
export type NamedSpec = Pick<MetricSpec, 'kind' | 'name' | 'unit'>;

const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const LONGEST_NAME = 255; // OpenTelemetry's instrument name syntax
const RESERVED_SUFFIXES = ['_bucket', '_count', '_sum', '_created', '_info'];
const PATHS: Readonly<Record<Naming, readonly NamingPath[]>> = {
  suffix: ['endpoint', 'underscore_suffixes', 'utf8_suffixes'],
  exact: ['endpoint', 'underscore_suffixes', 'utf8_suffixes', 'underscore', 'untranslated'],
};

type Rule = (metric: NamedSpec, naming: Naming) => string | undefined;

/** What is wrong with a metric's name, with its mend, or undefined where nothing is. */
export function nameFault(metric: NamedSpec, naming: Naming): string | undefined {
  for (const rule of RULES) {
    const fault = rule(metric, naming);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** A text turned into snake_case as well as that can be done. */
export function snakeCased(text: string): string {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return words.join('_').replace(/^[0-9]/, '_$&');
}

export function isSnakeCase(text: string): boolean {
  return SNAKE_CASE.test(text);
}

const namesAreSnakeCase: Rule = ({ name }) =>
  isSnakeCase(name) ? undefined : `names are snake_case; write ${snakeCased(name)}`;

const namesAreShort: Rule = ({ name }) =>
  name.length > LONGEST_NAME
    ? `names have at most ${LONGEST_NAME} characters, and this has ${name.length}; shorten it`
    : undefined;

const namesLeaveGeneratedSamplesAlone: Rule = ({ name }) => {
  if (name === 'target_info') return 'exporters write target_info themselves; rename it';
  const suffix = RESERVED_SUFFIXES.find((reserved) => name.endsWith(reserved));
  return suffix && `names ending in ${suffix} are taken by generated samples; write ${name.slice(0, -suffix.length)}`;
};

const totalIsLeftToExporters: Rule = ({ kind, name }, naming) => {
  const tokens = name.split('_');
  const last = tokens.at(-1);
  if (kind !== 'counter') {
    return last === 'total'
      ? `_total marks a counter, and this is a ${kind}; write ${withoutTotal(tokens)}`
      : undefined;
  }
  if (naming === 'suffix' && last === 'total') {
    return `exporters add _total to counters; write ${withoutTotal(tokens)}`;
  }
  if (naming === 'exact' && last !== 'total') return `counters of an exact catalog spell _total; write ${name}_total`;
  if (tokens.slice(0, -1).includes('total')) {
    return `translators move the word total to the end; write ${withoutTotal(tokens)}${naming === 'exact' ? '_total' : ''}`;
  }
  return last !== 'total' && name.endsWith('total')
    ? `a translator cuts the letters total from the end of counters; write ${name}s`
    : undefined;
};

const unitsAreSpelledAlike: Rule = ({ unit }) => {
  if (/^\{[^{}]*\}$/.test(unit) || unit === '') return undefined;
  if (isUnstable(unit)) return `translators disagree on the unit ${unit}; use By`;
  const { main, per } = unitWords(unit);
  if (per !== '') {
    return `rates cannot be named alike (translators double _${per}); record a counter, or annotate the unit as {${unit}}`;
  }
  const known = unit === '1' || unitOfWord(main) === unit;
  return known ? undefined : `${unit} is no unit that translators know; annotate it as {${unit.replace(/[{}]/g, '')}}`;
};

const unitWordStandsLast: Rule = ({ kind, name, unit }) => {
  const word = unitWords(unit).main;
  if (word === '') return undefined;
  const tokens = bodyTokens(kind, name);
  const last = tokens.at(-1) as string;
  if (last === word) {
    return tokens.indexOf(word) === tokens.length - 1
      ? undefined
      : `the unit word ${word} stands twice in the name; drop one`;
  }
  const meant = unitOfAbbreviation(last) ?? unitOfWord(last);
  if (meant !== undefined && meant !== unit) {
    return `the name says ${last} and the unit says ${unit} (${word}); make them agree`;
  }
  const stem = (meant === undefined ? tokens : tokens.slice(0, -1)).filter((token) => token !== word).join('_');
  const fixed = `${stem === '' ? '' : `${stem}_`}${word}`;
  if (meant === unit) {
    return `translators write ${word} for ${unit}; write ${fixed}, or where a contract gives the name declare unit {${last}}`;
  }
  return tokens.includes(word)
    ? `the unit word stands last in the name; write ${fixed}`
    : `the name lacks its unit ${unit}, which OTLP paths append and the endpoint does not; write ${fixed}`;
};

const unitWordsAreDeclared: Rule = ({ kind, name, unit }) => {
  if (unitWords(unit).main !== '') return undefined;
  const last = bodyTokens(kind, name).at(-1) as string;
  const annotation = annotationOf(unit);
  if (annotation === last) return undefined;
  const declared = unit === '' ? 'no unit is declared' : `the unit says ${unit}`;
  const ofWord = unitOfWord(last);
  if (ofWord !== undefined) return `the name says ${last} and ${declared}; declare unit ${ofWord}`;
  const ofAbbreviation = unitOfAbbreviation(last);
  return ofAbbreviation === undefined
    ? undefined
    : `the name says ${last} and ${declared}; declare unit {${last}}, or spell the unit out`;
};

const ratiosAreNamedRatio: Rule = ({ kind, name, unit }) => {
  if (kind !== 'gauge' || unit !== '1') return undefined;
  const tokens = name.split('_');
  const wellNamed = tokens.length > 1 && tokens.indexOf('ratio') === tokens.length - 1;
  const stem = tokens.filter((token) => token !== 'ratio').join('_');
  return wellNamed
    ? undefined
    : `a gauge in unit 1 gets _ratio through OTLP; write ${stem}_ratio, or leave the unit out`;
};

/** The rules above give the better words; this one is the promise itself. */
const everyPathGivesOneName: Rule = ({ kind, name, unit }, naming) => {
  const names = PATHS[naming].map((path) => [path, prometheusName({ kind, name, unit }, path)] as const);
  const differing = names.find(([, translated]) => translated !== names[0]?.[1]);
  return (
    differing &&
    `it becomes ${names[0]?.[1]} on this process's endpoint and ${differing[1]} on the path ${differing[0]}; rename it`
  );
};

const RULES: readonly Rule[] = [
  namesAreSnakeCase,
  namesAreShort,
  namesLeaveGeneratedSamplesAlone,
  totalIsLeftToExporters,
  unitsAreSpelledAlike,
  unitWordStandsLast,
  unitWordsAreDeclared,
  ratiosAreNamedRatio,
  everyPathGivesOneName,
];

function bodyTokens(kind: NamedSpec['kind'], name: string): string[] {
  const tokens = name.split('_');
  return kind === 'counter' && tokens.at(-1) === 'total' && tokens.length > 1 ? tokens.slice(0, -1) : tokens;
}

function withoutTotal(tokens: readonly string[]): string {
  return tokens.filter((token) => token !== 'total').join('_');
}

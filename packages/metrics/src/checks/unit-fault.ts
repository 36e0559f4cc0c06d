import { shown } from '@portcall/core/internal';
import type { MetricSpec } from '../declare/definition.js';
import {
  abbreviates,
  annotationOf,
  isKnown,
  isUnstable,
  mainUnit,
  unitOfAbbreviation,
  unitOfWord,
  unitWords,
} from '../declare/unit.js';
import { codeOfSpelling } from '../naming/unit-spelling.js';
import { type Change, type Fault, firstFault } from './fault.js';

/** A metric's name in words, the `_total` of a counter aside, and its unit. */
interface Worded {
  readonly tokens: readonly string[];
  readonly last: string;
  /** The name that these words make, `_total` included where it was there. */
  readonly named: (words: readonly string[]) => string;
  readonly unit: string;
  /** What translators write for the unit; empty for none. */
  readonly word: string;
}

type Rule = (metric: Worded) => Fault | undefined;

/** What is wrong with how a unit is written, or undefined where nothing is. */
export function unitSpellingFault(metric: Pick<MetricSpec, 'kind' | 'name' | 'unit'>): Fault | undefined {
  const worded = wordsOf(metric);
  return firstFault(SPELLING_RULES, (rule) => rule(worded));
}

/** What is wrong between a metric's unit and its name, or undefined where nothing is. */
export function unitFault(metric: Pick<MetricSpec, 'kind' | 'name' | 'unit'>): Fault | undefined {
  const worded = wordsOf(metric);
  return firstFault(RULES, (rule) => rule(worded));
}

const unitsAreWellFormed: Rule = ({ unit }) => {
  if (unit.isWellFormed()) return undefined;
  // Receivers refuse a whole request for it, with every metric of the process.
  return {
    id: 'half-character',
    wrong: `unit ${shown(unit)} has half a character in it`,
    todo: 'write whole characters',
  };
};

const bracesMatch: Rule = ({ unit }) => {
  if (!/[{}]/.test(unit.replace(/\{[^{}]*\}/g, ''))) return undefined;
  const wrong = `unit ${shown(unit)} has braces that do not match`;
  const changes = [{ unit: annotated(unit) }, { unit: '' }];
  return { id: 'unit-unbraced', wrong, todo: 'leave the unit out', changes };
};

const unitsAreSpelledAsCodes: Rule = ({ unit }) => {
  const code = codeOfSpelling(unit);
  if (code === undefined) return undefined;
  const wrong = `unit ${shown(unit)} is not a code that translators know`;
  return {
    id: 'unit-unknown-code',
    wrong,
    todo: code === '' ? 'leave the unit out' : `declare unit ${shown(code)}`,
    changes: [{ unit: code }],
  };
};

const unitsAreStable: Rule = ({ unit }) =>
  isUnstable(codeOfSpelling(unit) ?? mainUnit(unit))
    ? {
        id: 'unit-unstable',
        wrong: `translators disagree on the word for unit ${shown(unit)}`,
        todo: 'record bytes and declare unit "By"',
      }
    : undefined;

const unitsAreNoRates: Rule = ({ unit }) => {
  const { per } = unitWords(unit);
  if (per === '') return undefined;
  return {
    id: 'unit-per',
    wrong: `some paths add ${shown(per)} to the name for unit ${shown(unit)}, even where the name has it`,
    todo: 'record a counter, from which the rate is computed',
    changes: [{ unit: annotated(unit) }, { unit: '' }],
  };
};

const unknownUnitsAreWords: Rule = ({ unit, word }) => {
  if (isKnown(mainUnit(unit)) || /^[a-z0-9]*$/.test(word)) return undefined;
  return {
    id: word.includes('_') ? 'unit-multiword' : 'unit-unbraced',
    wrong: `translators do not know unit ${shown(unit)} and add it to the name as it is`,
    todo: 'leave the unit out',
    changes: [{ unit: annotated(unit) }, { unit: '' }],
  };
};

const theNameEndsInTheUnitsWord: Rule = ({ tokens, last, named, unit, word }) => {
  if (word === '' || last === word) return undefined;
  const code = mainUnit(unit);
  const instead: Change = { name: named([...tokens.slice(0, -1), word]) };
  if (abbreviates(last, code)) {
    return {
      id: 'unit-abbrev-in-name',
      wrong: `translators write ${word} for unit ${shown(unit)} and the name says ${last}`,
      todo: `choose a name that ends in ${word}`,
      changes: [instead, { unit: `{${last}}` }],
    };
  }
  const meant = unitOfWord(last) ?? unitOfAbbreviation(last);
  if (meant !== undefined) {
    const wrong = `the name says ${last} and the unit says ${shown(unit)}`;
    const changes = [{ unit: meant }, instead];
    return { id: 'unit-contradicts-name', wrong, todo: 'make them agree', changes };
  }
  const moved: Change = { name: named([...tokens.filter((token) => token !== word), word]) };
  const added: Change = { name: named([...tokens, word]) };
  return {
    id: tokens.includes(word) ? 'unit-token-not-last' : 'unit-missing-in-name',
    wrong: tokens.includes(word)
      ? `the word ${word} of unit ${shown(unit)} is not the last one of the name`
      : `OTLP paths add ${word} to the name for unit ${shown(unit)} and the endpoint does not`,
    todo: `choose a name that ends in ${word}`,
    changes: [
      ...(isKnown(code) ? [] : [{ unit: annotated(unit) }]),
      ...(codeOfSpelling(last) === code ? [instead] : []),
      moved,
      added,
    ],
  };
};

const theUnitOfTheNameIsDeclared: Rule = ({ tokens, last, named, unit, word }) => {
  if (word !== '') return undefined;
  const wrong = `the name says ${last} and ${unit === '' ? 'no unit is declared' : `the unit says ${shown(unit)}`}`;
  const id = unit === '' ? 'unit-undeclared' : 'unit-contradicts-name';
  const todo = 'make them agree';
  const contracted: Change = { unit: `{${last}}` };
  const ofWord = unitOfWord(last);
  if (ofWord !== undefined && !isUnstable(ofWord)) return { id, wrong, todo, changes: [{ unit: ofWord }] };
  const ofAbbreviation = unitOfAbbreviation(last) ?? ofWord;
  if (ofAbbreviation === undefined || annotationOf(unit) === last) return undefined;
  const spelledOut: Change = {
    name: named([...tokens.slice(0, -1), unitWords(ofAbbreviation).main]),
    unit: ofAbbreviation,
  };
  return { id, wrong, todo, changes: [contracted, spelledOut] };
};

const SPELLING_RULES: readonly Rule[] = [unitsAreWellFormed, bracesMatch, unitsAreStable, unitsAreSpelledAsCodes];

const RULES: readonly Rule[] = [
  ...SPELLING_RULES,
  unitsAreNoRates,
  unknownUnitsAreWords,
  theNameEndsInTheUnitsWord,
  theUnitOfTheNameIsDeclared,
];

function wordsOf({ kind, name, unit }: Pick<MetricSpec, 'kind' | 'name' | 'unit'>): Worded {
  const all = name.split('_');
  const isTotal = kind === 'counter' && all.length > 1 && all.at(-1) === 'total';
  const tokens = isTotal ? all.slice(0, -1) : all;
  const named = (words: readonly string[]): string => [...words, ...(isTotal ? ['total'] : [])].join('_');
  return { tokens, last: tokens.at(-1) as string, named, unit, word: unitWords(unit).main };
}

/** The unit in braces, where translators leave it alone; empty where no letter of it can be kept. */
function annotated(unit: string): string {
  const kept = unit.replace(/[{}\p{C}]/gu, '').trim();
  return kept === '' ? '' : `{${kept}}`;
}

import { type Change, type Fault, faultsOf } from '../checks/fault.js';
import type { RuleId } from '../checks/rule.js';
import { unitFault, unitSpellingFault } from '../checks/unit-fault.js';
import type { MetricSpec } from '../declare/definition.js';
import type { Naming } from './naming.js';
import { type NamingPath, prometheusName } from './prometheus-name.js';
import { spellingOf } from './spelling.js';

/** A metric whose name is the whole one. */
type NamedSpec = Pick<MetricSpec, 'kind' | 'name' | 'unit'>;

type Rule = (metric: NamedSpec, naming: Naming) => Fault | undefined;

const LONGEST_NAME = 255; // OpenTelemetry's instrument name syntax
const RESERVED_SUFFIXES = ['_bucket', '_count', '_sum', '_created'];
const PATHS: Readonly<Record<Naming, readonly NamingPath[]>> = {
  otel: [],
  suffix: ['underscore_suffixes', 'utf8_suffixes', 'js_exporter'],
  exact: ['underscore_suffixes', 'utf8_suffixes', 'js_exporter', 'underscore', 'untranslated'],
};

/** What is wrong with a metric's name or unit. Of a name that cannot be read nothing further is said. */
export function* nameFaults(metric: NamedSpec, naming: Naming): Iterable<Fault> {
  const misspelled = namesAreSpelledRight(metric, naming);
  if (misspelled !== undefined) {
    yield misspelled;
    return;
  }
  let found = 0;
  for (const fault of faultsOf(naming === 'otel' ? RULES_OF_OTEL : RULES, (rule) => rule(metric, naming))) {
    found += 1;
    yield fault;
  }
  // The other rules give the better words; this one is the promise itself.
  if (found === 0) yield* faultsOf([metric], () => everyPathGivesOneName(metric, naming));
}

/** Where a catalog's names must agree, the endpoint of this process first. */
export function pathsOf(naming: Naming): readonly NamingPath[] {
  return PATHS[naming];
}

const namesAreSpelledRight: Rule = ({ name }, naming) => {
  const { fits, called, words, fitted } = spellingOf(naming);
  if (fits(name)) return undefined;
  return {
    id: misspelling(name),
    wrong: `names are ${called}`,
    todo: `write ${words}`,
    changes: renamed(fitted(name)),
  };
};

const MISSPELLINGS: readonly (readonly [RegExp, RuleId])[] = [
  [/[^\0-\x7f]/, 'name-nonascii'],
  [/:/, 'name-colon'],
  [/^[0-9]/, 'name-leading-digit'],
  [/__/, 'name-double-underscore'],
  [/^[._]|[._]$/, 'name-edge-separator'],
];

function misspelling(name: string): RuleId {
  return MISSPELLINGS.find(([pattern]) => pattern.test(name))?.[1] ?? 'name-charset';
}

const namesAreShort: Rule = ({ name }) =>
  name.length > LONGEST_NAME
    ? {
        id: 'name-length',
        wrong: `names have at most ${LONGEST_NAME} characters and this one has ${name.length}`,
        todo: 'shorten it',
      }
    : undefined;

const namesLeaveTargetInfoAlone: Rule = (metric) =>
  prometheusName(metric, 'underscore_suffixes') === 'target_info'
    ? { id: 'reserved-suffix', wrong: 'exporters write target_info themselves', todo: 'choose another name' }
    : undefined;

const namesLeaveGeneratedSamplesAlone: Rule = ({ kind, name }) => {
  const suffix = reservedSuffixes(kind).find((reserved) => name.endsWith(reserved));
  if (suffix === undefined) return undefined;
  return {
    id: 'reserved-suffix',
    wrong: `names that end in ${suffix} are taken by generated samples`,
    todo: 'choose another ending',
    changes: renamed(name.slice(0, -suffix.length)),
  };
};

/** What is written as a gauge may be called `build_info`: that is how the samples of an info metric look. */
function reservedSuffixes(kind: NamedSpec['kind']): readonly string[] {
  return kind === 'gauge' || kind === 'upDownCounter' ? RESERVED_SUFFIXES : [...RESERVED_SUFFIXES, '_info'];
}

const onlyCountersAreTotals: Rule = ({ kind, name }) => {
  if (kind === 'counter' || !/(^|[._])total$/.test(name)) return undefined;
  return {
    id: 'noncounter-total',
    wrong: `names of counters end in _total and the kind is ${kind}`,
    todo: 'choose a name without it',
    changes: renamed(withoutTotal(name)),
  };
};

const totalIsWrittenOnce: Rule = ({ kind, name }, naming) => {
  if (kind !== 'counter') return undefined;
  const ending = naming === 'exact' ? '_total' : '';
  const isTotal = /(^|[._])total$/.test(name);
  const fixed = renamed(`${withoutTotal(name)}${ending}`);
  const todo = 'choose a name without the word total';
  if (naming !== 'exact' && isTotal)
    return { id: 'counter-total-added', wrong: 'exporters add _total to counters', todo, changes: fixed };
  if (naming === 'exact' && !isTotal) {
    return {
      id: 'counter-total-missing',
      wrong: 'counters of an exact catalog end in _total',
      todo: 'add it',
      changes: fixed,
    };
  }
  if (/(^|[._])total[._]/.test(name)) {
    const id = isTotal ? 'total-twice' : 'total-not-last';
    return { id, wrong: 'translators move the word total to the end of counters', todo, changes: fixed };
  }
  if (isTotal || !name.endsWith('total')) return undefined;
  return {
    id: 'ends-with-total-word',
    wrong: 'a translator cuts the letters total from the end of counters',
    todo: 'choose a name that ends in other letters',
    changes: renamed(`${name}s`),
  };
};

const ratiosAreNamedRatio: Rule = ({ kind, name, unit }) => {
  if (kind !== 'gauge' || unit !== '1') return undefined;
  const tokens = name.split('_');
  if (tokens.length > 1 && tokens.indexOf('ratio') === tokens.length - 1) return undefined;
  const stem = tokens.filter((token) => token !== 'ratio').join('_');
  return {
    id: 'gauge-unit-1',
    wrong: 'gauges in unit "1" get _ratio at the end of their names through OTLP',
    todo: 'leave the unit out',
    changes: name.endsWith('_info') ? [{ unit: '' }] : [{ name: `${stem}_ratio` }, { unit: '' }],
  };
};

const everyPathGivesOneName: Rule = ({ kind, name, unit }, naming) => {
  const names = PATHS[naming].map((path) => [path, prometheusName({ kind, name, unit }, path)] as const);
  const [first, ...others] = names;
  const differing = others.find(([, translated]) => translated !== first?.[1]);
  if (differing === undefined) return undefined;
  return {
    id: 'paths-differ',
    wrong: `it becomes ${first?.[1]} at the endpoint of this process and ${differing[1]} on the path ${differing[0]}`,
    todo: 'choose another name',
    changes: [{ unit: '' }],
  };
};

const RULES: readonly Rule[] = [
  namesAreShort,
  namesLeaveTargetInfoAlone,
  namesLeaveGeneratedSamplesAlone,
  onlyCountersAreTotals,
  totalIsWrittenOnce,
  unitFault,
  ratiosAreNamedRatio,
];

/** Conventions have names such as `db.client.connection.count`, and no unit in a name. */
const RULES_OF_OTEL: readonly Rule[] = [
  namesAreShort,
  namesLeaveTargetInfoAlone,
  onlyCountersAreTotals,
  totalIsWrittenOnce,
  unitSpellingFault,
];

function renamed(name: string | undefined): readonly Change[] {
  return name === undefined ? [] : [{ name }];
}

function withoutTotal(name: string): string {
  return name.replace(/(^|[._])total(?=[._]|$)/g, '').replace(/^[._]/, '');
}

import { listed, shown } from '@portcall/core/internal';
import { prometheusName } from '@portcall/metrics';
import { measuredUnit, unitWords } from '@portcall/metrics/internal';
import type { LockedMetric } from '../lock/locked-metric.js';
import { attributeDifferences } from './attribute-differences.js';
import type { Difference } from './change.js';
import { DIFF_PATHS, EVERYWHERE } from './diff-paths.js';

/** How a metric that was there before differs. */
export function metricDifferences(before: LockedMetric, after: LockedMetric): readonly Difference[] {
  return [...RULES.flatMap((rule) => rule(before, after) ?? []), ...attributeDifferences(before, after)];
}

type Rule = (before: LockedMetric, after: LockedMetric) => Difference | undefined;

const names: Rule = (before, after) => {
  if (before.name === after.name) return undefined;
  return {
    what: 'name',
    message: `${before.name} is renamed to ${after.name}`,
    breaks: pathsWhere((path) => prometheusName(before, path) !== prometheusName(after, path)),
  };
};

const kinds: Rule = (before, after) => {
  if (before.kind === after.kind) return undefined;
  const isSameType = typeOf(before) === typeOf(after);
  const named = { ...after, name: before.name };
  return {
    what: 'kind',
    message: `the kind ${before.kind} is ${after.kind} now`,
    breaks: pathsWhere((path) => !isSameType || prometheusName(before, path) !== prometheusName(named, path)),
  };
};

/** Without a unit nobody knew what was measured, and it may be the same. */
const units: Rule = (before, after) => {
  if (before.unit === after.unit) return undefined;
  const [was, is] = [measuredUnit(before.unit), measuredUnit(after.unit)];
  const hasOtherValues = was !== is && before.unit !== '' && after.unit !== '' && !(isCount(before) && isCount(after));
  const named = { ...before, unit: after.unit };
  return {
    what: 'unit',
    message: `the unit ${shown(before.unit)} is ${shown(after.unit)} now`,
    breaks: pathsWhere((path) => hasOtherValues || prometheusName(before, path) !== prometheusName(named, path)),
  };
};

const descriptions: Rule = (before, after) =>
  before.description === after.description
    ? undefined
    : { what: 'description', message: `the description is ${shown(after.description)} now`, breaks: [] };

const scopes: Rule = (before, after) => {
  if (before.scope === after.scope) return undefined;
  return {
    what: 'scope',
    message: `the scope ${shown(before.scope)} is ${shown(after.scope)} now`,
    breaks: DIFF_PATHS.filter(({ hasScope }) => hasScope).map(({ called }) => called),
  };
};

const boundaries: Rule = ({ boundaries: before = [], buckets: old }, { boundaries: after = [], buckets }) => {
  if (old !== buckets) return undefined;
  const gone = before.filter((bound) => !after.includes(bound));
  const come = after.filter((bound) => !before.includes(bound));
  if (gone.length === 0 && come.length === 0) return undefined;
  const said = [
    ...(gone.length === 0 ? [] : [`without ${gone.join(', ')}`]),
    ...(come.length === 0 ? [] : [`with ${come.join(', ')}`]),
  ];
  const breaks = gone.length === 0 ? [] : EVERYWHERE;
  return { what: 'boundaries', message: `the boundaries are ${said.join(' and ')} now`, breaks };
};

const buckets: Rule = ({ buckets: before }, { buckets: after }) => {
  if (before === after) return undefined;
  const message = after === undefined ? 'the buckets have boundaries now' : 'the buckets are exponential now';
  return { what: 'buckets', message, breaks: EVERYWHERE };
};

const aggregates: Rule = ({ aggregate: before = 'perProcess' }, { aggregate: after = 'perProcess' }) =>
  before === after
    ? undefined
    : {
        what: 'aggregate',
        message: `one endpoint shows ${after} of many processes, and was ${before}`,
        breaks: ['scrape'],
      };

const deprecations: Rule = ({ deprecated: before }, { deprecated: after }) => {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  const message =
    after === undefined
      ? 'it is not deprecated any more'
      : `it is deprecated, and exported until ${after.until}; ${listed([after.replacedBy])} replaces it`;
  return { what: 'deprecated', message, breaks: [] };
};

const RULES: readonly Rule[] = [
  names,
  kinds,
  units,
  descriptions,
  scopes,
  boundaries,
  buckets,
  aggregates,
  deprecations,
];

function pathsWhere(breaks: (path: (typeof DIFF_PATHS)[number]['names']) => boolean): readonly string[] {
  return DIFF_PATHS.filter(({ names: path }) => breaks(path)).map(({ called }) => called);
}

function typeOf({ kind }: LockedMetric): string {
  return kind === 'upDownCounter' ? 'gauge' : kind;
}

/** `{order}` and `{purchase}` are counted alike, and so is what has no unit; `{ms}` is measured. */
function isCount({ unit }: LockedMetric): boolean {
  const measured = measuredUnit(unit);
  return measured === '' || (/^\{.*\}$/.test(unit) && unitWords(measured).main === measured);
}

import { listed } from '@portcall/core/internal';
import { seriesCount } from '../series-count.js';
import type { Advice } from './advice.js';

export const closedSetsStayInTheBudget: Advice = ({ attributes }, { maxSeries }) => {
  const { closed } = seriesCount({ attributes });
  if (closed <= maxSeries) return undefined;
  const sizes = Object.entries(attributes).flatMap(([key, { values, optional }]) =>
    values === undefined ? [] : [`${key} ${values.length + (optional ? 1 : 0)}`],
  );
  return {
    id: 'series-budget',
    wrong: `its closed sets make ${closed} series (${sizes.join(' × ')}) and ${maxSeries} are allowed; further ones are recorded as _other`,
    todo: 'drop an attribute, or allow more with seriesLimit of registerInstrumentation()',
  };
};

export const openSetsAreNamed: Advice = ({ attributes }, { maxSeries }) => {
  const { closed, unbounded } = seriesCount({ attributes });
  if (unbounded.length === 0) return undefined;
  const each = closed === 1 ? '' : `, and each combination of them comes ${closed} times`;
  return {
    id: 'series-unbounded',
    wrong: `any value may come for ${listed(unbounded)}${each}; past ${maxSeries} series it is recorded as _other`,
    todo: 'use oneOf(…) where the values are known',
  };
};

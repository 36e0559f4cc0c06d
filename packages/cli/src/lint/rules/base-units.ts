import { shown } from '@portcall/core/internal';
import { baseUnitOf, mainUnit, unitWords } from '@portcall/metrics/internal';
import type { Advice } from './advice.js';

/** https://prometheus.io/docs/practices/naming/#base-units. What a contract abbreviates stands in braces, and is its own. */
export const unitsAreBaseUnits: Advice = ({ unit }) => {
  const base = baseUnitOf(mainUnit(unit));
  if (base === undefined) return undefined;
  return {
    id: 'unit-non-base',
    wrong: `unit ${shown(unit)} is not a base unit of Prometheus, in which dashboards and alerts calculate`,
    todo: `record in ${unitWords(base).main} and declare unit ${shown(base)}`,
  };
};

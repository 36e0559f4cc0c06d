import { prometheusName } from '@portcall/metrics';
import { labelName } from '@portcall/metrics/internal';
import type { Advice } from './advice.js';

/** A dashboard for the endpoint of this process has no data from a back end that names metrics differently. */
export const theBackEndNamesItAlike: Advice = (metric, { backEnd }) => {
  if (backEnd === undefined) return undefined;
  const { called, names, labels, todo } = backEnd;
  const [exposed, received] = [prometheusName(metric, 'underscore_suffixes'), prometheusName(metric, names)];
  const key = Object.keys(metric.attributes).find((one) => labelName(one, 'specification') !== labelName(one, labels));
  if (exposed === received && key === undefined) return undefined;
  const [before, after] =
    exposed === received
      ? [`its label ${labelName(key as string, 'specification')}`, `${labelName(key as string, labels)}`]
      : [`it is ${exposed}`, `${received}`];
  return {
    id: 'path-config',
    wrong: `${before} at the endpoint of this process and ${after} in ${called} through OTLP by default`,
    todo,
  };
};

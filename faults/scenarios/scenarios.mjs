import { hasEngines } from '../harness/real-parts.mjs';
import { answers } from './answers.mjs';
import { collector } from './collector.mjs';
import { ends } from './ends.mjs';
import { mistakes } from './mistakes.mjs';
import { outages } from './outages.mjs';
import { pressure } from './pressure.mjs';
import { overGrpc, overJson } from './protocols.mjs';
import { requests } from './requests.mjs';
import { shutdowns } from './shutdowns.mjs';

/**
 * @typedef {object} Scenario
 * @property {string} title
 * @property {import('../harness/wanted.mjs').Wanted[]} wanted
 * @property {boolean} [alone] whether it measures times that another scenario beside it would change
 * @property {string[]} [peers] who runs it; everybody by default
 * @property {string} [needs] what not every machine has
 * @property {(options: import('../harness/running.mjs').Stage) => Promise<import('../harness/findings.mjs').Findings>} run of one peer
 */

/** By chapter of the report. @type {Record<string, Record<string, Scenario>>} */
export const CHAPTERS = {
  'Outages, while the application works': outages,
  'More than the receiver takes': pressure,
  Shutdowns: shutdowns,
  'Ends without time': ends,
  'A real Collector': collector,
  "The application's own requests": requests,
  'Every other answer, twice': answers,
  'Over gRPC': overGrpc,
  'Over HTTP as JSON': overJson,
  'Addresses that cannot work': mistakes,
};

/** @type {Record<string, Scenario>} */
export const SCENARIOS = Object.assign({}, ...Object.values(CHAPTERS));

/** @returns {string | undefined} why a scenario cannot run on this machine */
export function hindrance({ needs }) {
  return needs === undefined || hasEngines() ? undefined : `${needs} are not built; npm run engines builds them`;
}

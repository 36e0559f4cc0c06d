// What is measured. A subject has rows, floors over what was found of them, and a chapter of the report.
import { allocation } from '../allocation/subject.mjs';
import { calls } from '../calls/subject.mjs';
import { exporting } from '../exporting/subject.mjs';
import { importing } from '../importing/subject.mjs';
import { memory } from '../memory/subject.mjs';
import { observing } from '../observing/subject.mjs';
import { recording } from '../recording/subject.mjs';
import { requests } from '../requests/subject.mjs';
import { scraping } from '../scraping/subject.mjs';
import { traceLog } from '../trace-log/subject.mjs';

/**
 * @typedef {object} Subject
 * @property {import('./rounds.mjs').Row[]} rows
 * @property {(found: object) => import('./floor.mjs').Floor[]} floors
 * @property {(found: object) => string} report
 */

/** @type {Record<string, Subject>} By the name of their folder. */
export const SUBJECTS = {
  recording,
  allocation,
  memory,
  scraping,
  exporting,
  calls,
  'trace-log': traceLog,
  observing,
  importing,
  requests,
};

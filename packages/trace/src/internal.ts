/*
 * For the other packages of this project, all of one version. It may change with any of them.
 */

export { calls, carriedContext, carryFromHere, type Place, runCarrying } from './running/async-context.js';
export { tracedSystems } from './running/traced-systems.js';
export { originHere } from './schedule.js';
export { noSpan, noSpans } from './span-port.js';

/*
 * For the other packages of this project, all of one version. It may change with any of them.
 */
export { carriedContext, carryFromHere, runCarrying } from './running/async-context.js';
export { noSpan, noSpans } from './span-port.js';
export { tracedSystems } from './traced-systems.js';

/*
 * For the other packages of this project, all of one version. It may change with any of them.
 */

export { placeOfOperation, runInOperation } from './around/operation-place.js';
export { excessOf, overBudget } from './lints/budget.js';
export { callLints } from './lints/lint-calls.js';
export { isRead, isWrite } from './lints/op-kinds.js';
export { openKnownCall } from './opened/open-call.js';
export type { CallFromOutside } from './opened/opened-call.js';
export { recordRequest } from './opened/record-request.js';
export { calls, carriedContext, carryFromHere, type Place, runCarrying } from './running/async-context.js';
export { tracedSystems } from './running/traced-systems.js';
export { originHere } from './schedule.js';
export { noSpan, noSpans } from './span-port.js';
export { identitiesWanted } from './tracing.js';

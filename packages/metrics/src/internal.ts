/*
 * For the other packages of this project, all of one version. It may change with any of them.
 */

export { draftFindings, familyFaultOf } from './checks/catalog-faults.js';
export { type Fault, faultsOf } from './checks/fault.js';
export { levelOf } from './checks/rule.js';
export { hasDefaultBoundaries } from './declare/boundaries.js';
export { endOf } from './declare/deprecation.js';
export { spelled as spelledRelation } from './declare/relation.js';
export { daysOf } from './declare/slo.js';
export { baseUnitOf, mainUnit, measuredUnit, unitWords } from './declare/unit.js';
export { columnsOf } from './merge/columns-of.js';
export { MergedMetrics, type Origin } from './merge/merged-metrics.js';
export type { MetricColumns } from './merge/metric-columns.js';
export { type FamilyFault, familyFaults } from './naming/families.js';
export { type LabelPath, labelName } from './naming/label-name.js';
export { type LePath, leLabel } from './naming/le-label.js';
export { pathsOf } from './naming/name.js';
export { leaveToObservers } from './observe/left-to-observers.js';
export type { Observed } from './observe/observation.js';
export { observedSeries } from './observe/observed-series.js';
export type { Observer, ObserverCallback } from './observe/observer.js';
export { Observers } from './observe/observers.js';
export { observing } from './observe/observing.js';
export { guardedCells } from './record/guard.js';
export { CellList } from './series/cell.js';
export { mergedExponential } from './store/exponential/merged-exponential.js';
export { formerNames, isExported } from './store/former-names.js';

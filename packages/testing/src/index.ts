export {
  expectAllAwaited,
  expectNoFindings,
  expectNoNetworkInTransaction,
  expectNoNPlusOne,
  expectNoRepeatedReads,
} from './expect-no-findings.js';
export { expectNoWrites } from './expect-no-writes.js';
export { expectWithinBudget } from './expect-within-budget.js';
export { type Calls, ExpectationError } from './expectation.js';
export { type TracedRun, tracesOf } from './traces-of.js';

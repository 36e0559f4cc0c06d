import type { Budget, FnTrace } from '@portcall/trace';
import { excessOf, overBudget } from '@portcall/trace/internal';
import { allOf, type Calls, failUnlessNone, rootsOf } from './expectation.js';

/**
 * @param budget of the calls that none of the others made. @default the budget of each function, as it was declared
 * @throws ExpectationError where a call makes more operations, or takes longer
 */
export function expectWithinBudget(calls: Calls, budget?: Budget): void {
  const all = allOf(calls);
  const judged = budget === undefined ? all : rootsOf(all);
  const overOf = (call: FnTrace): Budget | undefined =>
    budget === undefined ? call.overBudget : overBudget(call, budget);
  const faults = judged.flatMap((call) =>
    excessOf(call, overOf(call) ?? {}).map((excess) => `${call.fnName}: ${excess}`),
  );
  failUnlessNone(faults, expectWithinBudget);
}

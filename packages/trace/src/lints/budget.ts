import { report } from '@portcall/core';
import { checkOptions, shown } from '@portcall/core/internal';
import type { Budget, FnTrace } from '../record/fn-trace.js';

/** @throws Error for unknown options, for numbers that are none, and for a time of nothing */
export function checkedBudget(budget: Budget, what: string): Budget {
  checkOptions(budget, { ops: true, ms: true }, what);
  const { ops, ms } = budget;
  if (ops !== undefined && !(Number.isSafeInteger(ops) && ops >= 0))
    throw new Error(`${what}.ops: ${shown(ops)} is not a whole number; give how many operations a call may make`);
  if (ms !== undefined && !(typeof ms === 'number' && ms > 0))
    throw new Error(`${what}.ms: ${shown(ms)} is not a number above 0; give the milliseconds a call may take`);
  return Object.freeze({ ...budget });
}

/** The limits that a finished call has exceeded; undefined where it kept within them. */
export function overBudget({ opSummary, durationMs }: FnTrace, { ops, ms }: Budget): Budget | undefined {
  const isOverOps = ops !== undefined && opSummary.count > ops;
  const isOverMs = ms !== undefined && durationMs > ms;
  if (!isOverOps && !isOverMs) return undefined;
  return Object.freeze({ ...(isOverOps ? { ops } : {}), ...(isOverMs ? { ms } : {}) });
}

/** What its span says of that, beside what it says of every call. */
export function budgetAttributes({ ops, ms }: Budget): Record<string, number> {
  return {
    ...(ops === undefined ? {} : { 'portcall.budget.operations': ops }),
    ...(ms === undefined ? {} : { 'portcall.budget.duration': ms / 1_000 }),
  };
}

/** Says once per function which of its limits a call has exceeded, with its figures. */
export function sayOverBudget(call: FnTrace, over: Budget): void {
  const { fnName } = call;
  report({
    key: 'call.over_budget',
    about: fnName,
    message: () => `${fnName}: ${excessOf(call, over).join(', and ')}; make it do less, or raise its budget`,
  });
}

/** The excess in words, limit by limit. */
export function excessOf({ opSummary, durationMs }: FnTrace, { ops, ms }: Budget): readonly string[] {
  return [
    ...(ops === undefined ? [] : [`a call made ${opSummary.count} operations where its budget is ${ops}`]),
    ...(ms === undefined ? [] : [`a call took ${Math.round(durationMs)} ms where its budget is ${ms} ms`]),
  ];
}

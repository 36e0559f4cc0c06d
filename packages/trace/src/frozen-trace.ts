import type { FnTrace } from './fn-trace.js';

/**
 * The same record, frozen. Whoever hands a record to code that is not Portcall's does this first; most are overwritten
 * without anybody having seen them, and freezing costs as much as recording an operation.
 */
export function frozenTrace(trace: FnTrace): FnTrace {
  if (Object.isFrozen(trace)) return trace;
  Object.freeze(trace.ops);
  Object.freeze(trace.schedules);
  Object.freeze(trace.cut);
  return Object.freeze(trace);
}

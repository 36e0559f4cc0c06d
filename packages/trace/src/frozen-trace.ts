import type { FnTrace } from './fn-trace.js';

/**
 * The same record, frozen. Whoever hands a record to code that is not Portcall's does this first, and nobody else: most
 * are overwritten without anybody having seen them, and freezing takes a fourteenth of the instructions of a small call.
 */
export function frozenTrace(trace: FnTrace): FnTrace {
  if (Object.isFrozen(trace)) return trace;
  Object.freeze(trace.ops);
  Object.freeze(trace.schedules);
  Object.freeze(trace.cut);
  return Object.freeze(trace);
}

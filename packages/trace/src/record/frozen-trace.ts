import type { CallRecord } from './call-record.js';
import type { FnTrace } from './fn-trace.js';

/**
 * The trace as an app may have it: plain, frozen, and the same one every time. Whoever hands a trace to code that is not
 * Portcall's hands over this one. The value a call gave is the app's, and as it was.
 */
export function frozenTrace(trace: FnTrace | CallRecord): FnTrace {
  // Not by its class: the record may be one of another copy of this package.
  return 'frozen' in trace ? trace.frozen() : frozenInPlace(trace);
}

function frozenInPlace(trace: FnTrace): FnTrace {
  Object.freeze(trace.ops);
  Object.freeze(trace.schedules);
  Object.freeze(trace.cut);
  return Object.freeze(trace);
}

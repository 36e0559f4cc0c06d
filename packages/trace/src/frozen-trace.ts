import type { CallRecord } from './call-record.js';
import type { FnTrace } from './fn-trace.js';

/**
 * The trace as an app may have it: plain, frozen, and the same one every time. Whoever hands a trace to code that is not
 * Portcall's hands over this one.
 */
export function frozenTrace(trace: FnTrace | CallRecord): FnTrace {
  // Not by its class: the record may be one of another copy of this package.
  return 'frozen' in trace ? trace.frozen() : trace;
}

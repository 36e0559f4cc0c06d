import { hasLineFields, lineFields } from './fields/line-fields.js';

/** What winston calls a format. */
export interface CallFormat {
  transform<T extends object>(info: T): T;
}

/**
 * A format for winston that says on each line which call it was written in: `trace_id`, `span_id`, `call_id` and `fn_name`.
 * Put it before the one that writes text: `combine(callFormat(), json())`. A line that says so itself stays as it is.
 */
export function callFormat(): CallFormat {
  return { transform: (info) => (hasLineFields(info) ? info : Object.assign(info, lineFields())) };
}

import type { SpanContextRecord } from './span-record.js';

// Whether it is known that the parent is of another process, and whether it is.
const KNOWS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** `SpanFlags` of opentelemetry/proto/trace/v1/trace.proto. */
export function flagsOf({ traceFlags }: SpanContextRecord, parent: SpanContextRecord | undefined): number {
  return (traceFlags & 0xff) | KNOWS_IS_REMOTE | (parent?.isRemote === true ? IS_REMOTE : 0);
}

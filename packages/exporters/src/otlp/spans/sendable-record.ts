import type { SpanRecord } from '@portcall/formats';
import { areSendable } from '@portcall/formats/internal';
import type { ReadableSpan } from '@portcall/otel';
import { reportCorrected } from '../sendable/corrections.js';
import { sendableSpan } from '../sendable/sendable-span.js';

/**
 * A span as OTLP can carry it; what had to be changed is reported. That of a call is known to be good but for what the app
 * has put on it.
 * @throws whatever reading it throws
 */
export function sendableRecord(span: ReadableSpan & Pick<SpanRecord, 'shownCall'>, destination: string): SpanRecord {
  return isGoodCall(span) ? span : sendableSpan(span, reportCorrected('spans', destination));
}

function isGoodCall(span: ReadableSpan & Pick<SpanRecord, 'shownCall'>): boolean {
  const { shownCall } = span;
  if (shownCall === undefined) return false;
  const { shownAttributes, ids } = shownCall;
  if (shownAttributes !== undefined && !areSendable(shownAttributes, 0)) return false;
  if (ids.traceState !== undefined) return false;
  for (const { context, attributes } of span.links) {
    if (context.traceState !== undefined || attributes !== undefined) return false;
  }
  return true;
}

import { jsonSpansRequests, type SpansRequest, spansRequests } from '@portcall/formats';
import type { ReadableSpan } from '@portcall/otel';
import { FLUSH_TIMEOUT_MS, type SpansExport } from '../../exporter.js';
import { reportUnsendable } from '../sendable/corrections.js';
import type { OtlpOutbox } from '../sending/otlp-outbox.js';
import type { SignalSettings } from '../settings/signal-settings.js';
import { sendableRecord } from './sendable-record.js';

/** Sends spans, as protobuf or JSON, in requests of a bounded size. */
export function otlpSpans(
  { destination, protocol }: SignalSettings,
  { account, outbox, isKept, parts }: OtlpOutbox,
): SpansExport {
  const write = protocol === 'http/json' ? jsonSpansRequests : spansRequests;
  const requestsOf = (spans: readonly ReadableSpan[]): Iterable<SpansRequest> =>
    write(spans, {
      inPlace: true,
      prepared: (span) => sendableRecord(span, destination.shown),
      lost(cause) {
        account.drop('unsendable', 1);
        reportUnsendable(destination.shown, cause);
      },
    });
  return {
    ...parts,
    ...(isKept ? { mostDelayMillis: MOST_DELAY_MS } : {}),
    take(spans) {
      for (const { bytes, spans: items } of requestsOf(spans)) outbox.put({ bytes, items });
    },
    flush: (timeoutMillis = FLUSH_TIMEOUT_MS) => outbox.flush(timeoutMillis),
    shutdown: (timeoutMillis = FLUSH_TIMEOUT_MS) => outbox.close(timeoutMillis),
  };
}

// What is encoded is soon on disk: a process that is killed loses what is not.
const MOST_DELAY_MS = 500;

import { jsonSpansRequests, type SpansRequest, spansRequests } from '@portcall/formats';
import type { ReadableSpan } from '@portcall/otel';
import type { Outbox } from '@portcall/outbox';
import { FLUSH_TIMEOUT_MS, type SpansExport } from '../../exporter.js';
import type { Protocol } from '../protocol.js';
import { reportUnsendable } from '../sendable/corrections.js';
import type { OtlpOutbox } from '../sending/otlp-outbox.js';
import type { PartsSpool } from '../sending/parts-spool.js';
import type { SignalSettings } from '../settings/signal-settings.js';
import { RequestParts } from './request-parts.js';
import { sendableRecord } from './sendable-record.js';

/** Sends spans, as protobuf or JSON, in requests of a bounded size. */
export function otlpSpans(
  { destination, protocol }: SignalSettings,
  { account, outbox, spool, parts }: OtlpOutbox,
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
  const requestParts = partsFor(protocol, outbox, spool);
  const sink = requestParts ?? outbox;
  return {
    ...parts,
    ...(spool === undefined ? {} : { mostDelayMillis: requestParts === undefined ? MOST_DELAY_MS : 0 }),
    take(spans) {
      for (const { bytes, spans: items } of requestsOf(spans)) sink.put({ bytes, items });
    },
    flush(timeoutMillis = FLUSH_TIMEOUT_MS) {
      requestParts?.handOver();
      return outbox.flush(timeoutMillis);
    },
    shutdown(timeoutMillis = FLUSH_TIMEOUT_MS) {
      requestParts?.handOver();
      return outbox.close(timeoutMillis);
    },
    leave() {
      requestParts?.handOver();
      return parts.leave?.();
    },
  };
}

/** For a thread that may end at any time: each turn's spans are on disk when the turn is over. What is JSON cannot be joined. */
function partsFor(protocol: Protocol, outbox: Outbox, spool: PartsSpool | undefined): RequestParts | undefined {
  if (spool === undefined || protocol === 'http/json' || !mayBeTerminated()) return undefined;
  return new RequestParts({ outbox, spool, delayMillis: MOST_DELAY_MS });
}

/** Nothing runs in a worker thread that is terminated, and nobody asks it before. */
function mayBeTerminated(): boolean {
  // Not imported: other runtimes have no such module.
  const { process: ours } = globalThis as { readonly process?: Partial<NodeJS.Process> };
  return ours?.getBuiltinModule?.('node:worker_threads').isMainThread === false;
}

// What is encoded is soon on disk: a process that is killed loses what is not.
const MOST_DELAY_MS = 500;

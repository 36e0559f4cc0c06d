import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { report } from '@portcall/core';
import { jsonSpansRequests, type SpansRequest, spansRequests } from '@portcall/formats';
import type { Destination } from '../destination.js';
import type { Protocol } from '../protocol.js';
import { reportUnsendable } from '../sendable/corrections.js';
import { type FailedSend, type HttpSender, httpSender } from '../sending/http-sender.js';
import type { SignalSettings } from '../settings/signal-settings.js';
import { sendableRecord } from './sendable-record.js';

/**
 * Sends spans, as protobuf or JSON.
 * @throws Error for a protocol that cannot work
 */
export function otlpSpans(settings: SignalSettings): SpanExporter {
  return new OtlpSpans(settings);
}

/** Spans in requests of a bounded size, which are written and sent one after the other. What is lost is counted here. */
class OtlpSpans implements SpanExporter {
  private readonly sender: HttpSender;
  private readonly underWay = new Set<Promise<void>>();

  private readonly to: Destination;
  private readonly protocol: Protocol;

  constructor(settings: SignalSettings) {
    this.to = settings.destination;
    this.protocol = settings.protocol;
    this.sender = httpSender({ what: 'spans', settings });
  }

  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    const delivery = this.deliver(this.requestsOf(spans)).then(() => {
      this.underWay.delete(delivery);
      // Counted and said here, where the receiver is known: whoever batches has nothing left to say.
      done({ code: SUCCESS });
    });
    this.underWay.add(delivery);
  }

  async forceFlush(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    await this.sender.shutdown();
  }

  private requestsOf(spans: readonly ReadableSpan[]): Iterable<SpansRequest> {
    const { shown } = this.to;
    const write = this.protocol === 'http/json' ? jsonSpansRequests : spansRequests;
    return write(spans, {
      prepared: (span) => sendableRecord(span, shown),
      lost: (cause) => reportUnsendable(shown, cause),
    });
  }

  private async deliver(requests: Iterable<SpansRequest>): Promise<void> {
    let unreachable: FailedSend | undefined;
    for (const { bytes, spans } of requests) {
      // A receiver that refuses one request may take another; one that cannot be reached will not.
      const failed: FailedSend | undefined = unreachable ?? (await this.sender.send(bytes));
      if (failed === undefined) continue;
      if (!failed.isRefused) unreachable = failed;
      this.reportFailed(failed, spans);
    }
  }

  private reportFailed({ reason, fix }: FailedSend, count: number): void {
    const { shown } = this.to;
    report({
      key: 'export.spans_failed',
      about: shown,
      message: `spans could not be delivered to ${shown}: ${reason}; they are lost; ${fix}`,
      count,
    });
  }
}

const SUCCESS = 0; // OpenTelemetry's ExportResultCode, as a number so that nothing is loaded for it

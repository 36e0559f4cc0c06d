import type { MetricReading, SpansExport } from '@portcall/exporters';
import type { ReadableSpan, SpanExporter } from '@portcall/otel';
import type { Resource } from './resource.js';

/*
 * What is sent before everything is detected would seem to come from another process. So nothing is, but at an exit, which
 * waits for nobody.
 */

/** A reading that waits where others collect. */
export function readOnceDetected(resource: Resource, reading: MetricReading): MetricReading {
  if (!resource.asyncAttributesPending) return reading;
  return {
    ...(reading.collectNow === undefined ? {} : { collectNow: () => reading.collectNow!() }),
    async collect() {
      await resource.waitForAsyncAttributes();
      return reading.collect();
    },
  };
}

/** Keeps batches until then. */
export function sentOnceDetected(resource: Resource, exporting: SpansExport): SpansExport {
  if (!resource.asyncAttributesPending) return exporting;
  let kept: (readonly ReadableSpan[])[] | undefined = [];
  const handOver = (): void => {
    const batches = kept ?? [];
    kept = undefined;
    for (const batch of batches) exporting.take(batch);
  };
  const detected = resource.waitForAsyncAttributes().then(handOver);
  return {
    account: exporting.account,
    ...(exporting.receiver === undefined ? {} : { receiver: exporting.receiver }),
    ...(exporting.mostDelayMillis === undefined ? {} : { mostDelayMillis: exporting.mostDelayMillis }),
    failure: () => exporting.failure?.(),
    take(batch) {
      if (kept === undefined) exporting.take(batch);
      else kept.push(batch);
    },
    async flush(timeoutMillis) {
      await detected;
      return exporting.flush(timeoutMillis);
    },
    async shutdown(timeoutMillis) {
      await detected;
      return exporting.shutdown(timeoutMillis);
    },
    leave() {
      handOver();
      return exporting.leave?.();
    },
  };
}

/** The same for an exporter of OpenTelemetry's kind, which gets one batch at a time. */
export function exportedOnceDetected(resource: Resource, exporter: SpanExporter): SpanExporter {
  if (!resource.asyncAttributesPending) return exporter;
  return {
    export(spans, done) {
      if (!resource.asyncAttributesPending) exporter.export(spans, done);
      else
        void resource.waitForAsyncAttributes().then(() => {
          try {
            exporter.export(spans, done);
          } catch (error) {
            done({ code: FAILED, error: error as Error });
          }
        });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

const FAILED = 1; // OpenTelemetry's ExportResultCode

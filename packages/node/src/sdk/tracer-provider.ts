import type { Resource } from '@opentelemetry/resources';
import type { SpansExport } from '@portcall/exporters';
import { type SpanPipeline, spanIds } from '@portcall/otel/internal';
import type { Delivering } from '../end/delivering.js';
import { samplerFromEnvironment } from '../settings/sampler.js';
import { spanBatchingFromEnvironment } from '../settings/span-batching.js';
import { spanLimitsFromEnvironment } from '../settings/span-limits.js';
import type { OpenSpans } from './open-spans.js';
import { SpanBatches } from './span-batches.js';
import { SpanQueue } from './span-queue.js';
import { type BasicTracerProvider, type ReadableSpan, type SpanExporter, traceSdk } from './trace-sdk.js';

/** What takes finished spans: of ours, or of OpenTelemetry's kind. */
export type NamedSpanExporter = { readonly name: string } & (
  | { readonly exporting: SpansExport }
  | { readonly exporter: SpanExporter }
);

/** A provider, and its parts for the spans of calls, which are made without its tracer. */
export interface Tracers {
  readonly provider: BasicTracerProvider;
  /** What must be delivered, exporter by exporter. */
  readonly delivering: readonly Delivering[];
  pipeline(scope: string): SpanPipeline;
}

/**
 * OpenTelemetry's tracer provider over all span exporters, each with a queue of its own. It honours
 * OTEL_TRACES_SAMPLER, OTEL_BSP_*, and the limits of spans.
 * @param open is told of every span
 * @throws Error for an unknown sampler
 */
export function tracersOf(resource: Resource, exporters: readonly NamedSpanExporter[], open: OpenSpans): Tracers {
  const { BasicTracerProvider } = traceSdk();
  const batching = spanBatchingFromEnvironment();
  const queues = exporters.map((one) =>
    'exporting' in one
      ? new SpanBatches(one.name, one.exporting, batching)
      : new SpanQueue(one.name, one.exporter, batching),
  );
  const { sampler: asked, samplesByTraceId } = samplerFromEnvironment();
  const sampler = open.started?.countedBy(asked) ?? asked;
  const spanLimits = spanLimitsFromEnvironment();
  const provider = new BasicTracerProvider({
    resource,
    sampler,
    spanLimits,
    idGenerator: spanIds,
    spanProcessors: [open, ...queues],
  });
  return {
    provider,
    delivering: queues.map((queue) => queue.delivering),
    pipeline: (name) => ({
      sampler,
      samplesByTraceId,
      resource,
      scope: { name },
      limits: spanLimits,
      onStart: () => open.onStart(),
      onEnd(span) {
        open.onEnd();
        for (const queue of queues) queue.add(span as unknown as ReadableSpan);
      },
    }),
  };
}

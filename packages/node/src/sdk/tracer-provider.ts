import type { Resource } from '@opentelemetry/resources';
import { type SpanPipeline, spanIds } from '@portcall/otel/internal';
import type { Delivering } from '../end/delivering.js';
import { samplerFromEnvironment } from '../settings/sampler.js';
import { spanBatchingFromEnvironment } from '../settings/span-batching.js';
import { spanLimitsFromEnvironment } from '../settings/span-limits.js';
import type { OpenSpans } from './open-spans.js';
import { SpanQueue } from './span-queue.js';
import { type BasicTracerProvider, type ReadableSpan, type SpanExporter, traceSdk } from './trace-sdk.js';

export interface NamedSpanExporter {
  readonly name: string;
  /** Where it sends, as it may be printed. */
  readonly receiver?: string | undefined;
  readonly exporter: SpanExporter;
}

/** A provider, and its parts for the spans of calls, which are made without its tracer. */
export interface Tracers {
  readonly provider: BasicTracerProvider;
  /** What waits for each exporter. */
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
  const queues = exporters.map(({ name, exporter }) => new SpanQueue(name, exporter, batching));
  const { sampler, samplesByTraceId } = samplerFromEnvironment();
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
    delivering: exporters.map(({ name, receiver }, index) => spansOf(name, receiver, queues[index]!)),
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

/** Failing exports of spans are reported where the spans are counted. */
function spansOf(name: string, receiver: string | undefined, queue: SpanQueue): Delivering {
  return {
    what: `the spans of ${name}`,
    exporter: name,
    receiver,
    flush: () => queue.forceFlush().catch(() => {}),
    shutdown: () => queue.shutdown().catch(() => {}),
  };
}

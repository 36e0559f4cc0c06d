import type { Resource } from '@opentelemetry/resources';
import { environment } from '@portcall/core/internal';
import { type SpanPipeline, spanIds } from '@portcall/otel/internal';
import { samplerFromEnvironment } from '../settings/sampler.js';
import { spanLimitsFromEnvironment } from '../settings/span-limits.js';
import { countedSpans } from './counted-spans.js';
import {
  type BasicTracerProvider,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
  traceSdk,
} from './trace-sdk.js';

export interface NamedSpanExporter {
  readonly name: string;
  readonly exporter: SpanExporter;
}

/** A provider, and its parts for the spans of calls, which are made without its tracer. */
export interface Tracers {
  readonly provider: BasicTracerProvider;
  pipeline(scope: string): SpanPipeline;
}

const DEFAULT_QUEUE_SIZE = 2_048; // OTEL_BSP_MAX_QUEUE_SIZE's default in the specification

/**
 * OpenTelemetry's tracer provider over all span exporters, each with a batch queue of its own. It honours
 * OTEL_TRACES_SAMPLER, OTEL_BSP_*, and the limits of spans.
 * @throws Error for an unknown sampler
 */
export function tracersOf(resource: Resource, exporters: readonly NamedSpanExporter[]): Tracers {
  const { BasicTracerProvider, BatchSpanProcessor } = traceSdk();
  const size = Number(environment('OTEL_BSP_MAX_QUEUE_SIZE')) || DEFAULT_QUEUE_SIZE;
  const batch = (exporter: SpanExporter): SpanProcessor => new BatchSpanProcessor(exporter, { maxQueueSize: size });
  const processors = exporters.map(({ name, exporter }) => countedSpans(exporter, { name, size, processor: batch }));
  const { sampler, samplesByTraceId } = samplerFromEnvironment();
  const spanLimits = spanLimitsFromEnvironment();
  const provider = new BasicTracerProvider({
    resource,
    sampler,
    spanLimits,
    idGenerator: spanIds,
    spanProcessors: processors,
  });
  return {
    provider,
    pipeline: (name) => ({
      sampler,
      samplesByTraceId,
      resource,
      scope: { name },
      limits: spanLimits,
      // Our processors batch and ask nothing of a span that starts.
      onStart: () => {},
      onEnd(span) {
        for (const processor of processors) processor.onEnd(span as unknown as ReadableSpan);
      },
    }),
  };
}

import type { Resource } from '@opentelemetry/resources';
import { countedSpans } from './counted-spans.js';
import { environment } from './environment.js';
import { type BasicTracerProvider, type SpanExporter, traceSdk } from './trace-sdk.js';

export interface NamedSpanExporter {
  readonly name: string;
  readonly exporter: SpanExporter;
}

const DEFAULT_QUEUE_SIZE = 2_048; // OTEL_BSP_MAX_QUEUE_SIZE's default in the specification

/**
 * OpenTelemetry's tracer provider over all span exporters, each with a batch queue of its own. It honours
 * OTEL_TRACES_SAMPLER and OTEL_BSP_*.
 */
export function tracerProviderOf(resource: Resource, exporters: readonly NamedSpanExporter[]): BasicTracerProvider {
  const { BasicTracerProvider, BatchSpanProcessor } = traceSdk();
  const size = Number(environment('OTEL_BSP_MAX_QUEUE_SIZE')) || DEFAULT_QUEUE_SIZE;
  const processor = (exporter: SpanExporter) => new BatchSpanProcessor(exporter, { maxQueueSize: size });
  return new BasicTracerProvider({
    resource,
    spanProcessors: exporters.map(({ name, exporter }) => countedSpans(exporter, { name, size, processor })),
  });
}

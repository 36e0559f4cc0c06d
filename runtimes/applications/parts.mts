// Parts of OpenTelemetry's SDK, of either line, in every option that takes some.
import { context, metrics, SpanKind, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { InstrumentationBase } from '@opentelemetry/instrumentation';
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  ParentBasedSampler,
  RandomIdGenerator,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { none } from '@portcall/exporters';
import { registerInstrumentation } from '@portcall/node';
import { traced } from '@portcall/trace';

class OwnInstrumentation extends InstrumentationBase {
  constructor() {
    super('own', '1.0.0', {});
  }
  init() {
    return [];
  }
  count(): void {
    this.meter.createCounter('own.counted').add(1);
    this.tracer.startSpan('own', { kind: SpanKind.CLIENT }).end();
  }
}

const own = new OwnInstrumentation();
const [batched, simple] = [new InMemorySpanExporter(), new InMemorySpanExporter()];
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
const telemetry = registerInstrumentation({
  exporters: [none()],
  aggregation: 'sdk',
  metricReaders: [reader],
  views: [
    {
      instrumentName: 'wait',
      name: 'waited',
      aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [1, 2] } },
    },
  ],
  spanProcessors: [new BatchSpanProcessor({ exporter: batched }), new SimpleSpanProcessor({ exporter: simple })],
  sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(1) }),
  idGenerator: new RandomIdGenerator(),
  spanLimits: { attributeCountLimit: 12 },
  propagators: [
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  ],
  instrumentations: [[own]],
});
await traced('work', { type: 'action' }, async () => own.count())();
metrics.getMeter('app').createHistogram('wait').record(1.5);
await telemetry.flush();
await reader.forceFlush();
const names = (spans: InMemorySpanExporter): string =>
  spans
    .getFinishedSpans()
    .map(({ name }) => name)
    .join();
const metricNames = exporter
  .getMetrics()
  .flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics: all }) => all.map(({ descriptor }) => descriptor.name)),
  );
console.log(names(batched), names(simple), [...new Set(metricNames)].sort().join(), trace.getSpan(context.active()));
await telemetry.shutdown();

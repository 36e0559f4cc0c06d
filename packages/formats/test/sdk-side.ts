import type { Attributes } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { Definition } from '@portcall/metrics';

/** The other side of a differential test: the real SDK with OpenTelemetry's own Prometheus text. */
export class SdkSide {
  private readonly reader = new (class extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  })({ cardinalitySelector: () => 100_000 });
  private readonly provider: MeterProvider;

  constructor(resource: Record<string, string>) {
    this.provider = new MeterProvider({ readers: [this.reader], resource: resourceFromAttributes(resource) });
  }

  /** An instrument of the SDK's own for a definition. */
  instrument({ kind, name, unit, description, scope, scopeVersion, attributes, boundaries }: Definition): Recorder {
    const meter = this.provider.getMeter(scope, scopeVersion);
    const options = { unit, description };
    switch (kind) {
      case 'counter': {
        const counter = meter.createCounter(name, options);
        // As a counter without attributes is born in a store.
        if (Object.keys(attributes).length === 0) counter.add(0);
        return (value, given) => counter.add(value, given);
      }
      case 'upDownCounter': {
        const counter = meter.createUpDownCounter(name, options);
        return (value, given) => counter.add(value, given);
      }
      case 'gauge': {
        const gauge = meter.createGauge(name, options);
        return (value, given) => gauge.record(value, given);
      }
      case 'histogram': {
        const advice = { explicitBucketBoundaries: [...(boundaries as readonly number[])] };
        const histogram = meter.createHistogram(name, { ...options, advice });
        return (value, given) => histogram.record(value, given);
      }
    }
  }

  async text(short: boolean): Promise<string> {
    const { resourceMetrics } = await this.reader.collect();
    return new PrometheusSerializer('', false, undefined, short, short).serialize(resourceMetrics);
  }
}

export type Recorder = (value: number, attributes: Attributes) => void;

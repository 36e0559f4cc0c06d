import {
  type Histogram as HistogramData,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import type { SeriesReading } from '@portcall/conformance';
import type { Definition, SeriesAttributes } from '@portcall/metrics';

/** The real SDK with a reader that is asked when the test wants to know. */
export class RealMeter {
  private readonly reader = new (class extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  })({ cardinalitySelector: () => 100_000 });

  readonly provider: MeterProvider;

  constructor(views: ViewOptions[] = []) {
    this.provider = new MeterProvider({ readers: [this.reader], views });
  }

  async read({ name }: Pick<Definition, 'name'>): Promise<readonly SeriesReading[]> {
    const metrics = (await this.collect()).scopeMetrics.flatMap((scope) => scope.metrics);
    const points = metrics
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(({ dataPoints }) => [...dataPoints]);
    return points.map(({ attributes, value }) => ({
      attributes: attributes as SeriesAttributes,
      value: typeof value === 'number' ? value : histogramOf(value as HistogramData),
    }));
  }

  async collect(): Promise<ResourceMetrics> {
    const { resourceMetrics, errors } = await this.reader.collect();
    if (errors.length > 0) throw errors[0];
    return resourceMetrics;
  }
}

function histogramOf({ count, sum = 0, min, max, buckets }: HistogramData): SeriesReading['value'] {
  return { count, sum, buckets: buckets.counts, ...(count === 0 ? {} : { min, max }) };
}

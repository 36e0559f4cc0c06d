import type { MetricReading } from '@portcall/exporters';
import type { Collection, MetricPoints, SeriesPoint } from '@portcall/metrics';
import { componentOf, failedBy } from './component.js';
import { type Durations, histogramOf } from './points.js';

interface Reader {
  readonly attributes: SeriesPoint['attributes'];
  /** By what they failed with; nothing for those that did not. */
  readonly durations: Map<string, Durations>;
}

/** How long readers take to collect. */
export class Collections {
  private readonly readers: Reader[] = [];

  /** The same reading, watched. */
  timed(reading: MetricReading, exporter: string, isPulled: boolean): MetricReading {
    const type = isPulled ? 'prometheus_http_text_metric_exporter' : 'periodic_metric_reader';
    const reader: Reader = { attributes: componentOf(type, exporter), durations: new Map() };
    this.readers.push(reader);
    return { ...reading, collect: () => collected(reading, reader) };
  }

  points(startTime: number): MetricPoints[] {
    const described = {
      name: 'otel.sdk.metric_reader.collection.duration',
      unit: 's',
      description: 'How long it took to collect all metrics of one export or scrape.',
    };
    const said = this.readers.flatMap(({ attributes, durations }) =>
      [...durations].map(([error, value]) => ({ attributes: { ...attributes, ...failedBy(error) }, value })),
    );
    return histogramOf(described, startTime, said);
  }
}

async function collected(reading: MetricReading, reader: Reader): Promise<Collection> {
  const began = performance.now();
  let error = '';
  try {
    return await reading.collect();
  } catch (cause) {
    error = cause instanceof Error ? cause.name : '_OTHER';
    throw cause;
  } finally {
    const { count, seconds } = reader.durations.get(error) ?? { count: 0, seconds: 0 };
    const took = (performance.now() - began) / 1_000;
    reader.durations.set(error, { count: count + 1, seconds: seconds + took });
  }
}

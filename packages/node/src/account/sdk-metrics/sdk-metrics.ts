import { systemClock } from '@portcall/core';
import type { Exporter, MetricReading, MetricSource } from '@portcall/exporters';
import type { MetricPoints, Temporality } from '@portcall/metrics';
import type { Delivering } from '../../end/delivering.js';
import type { OpenSpans } from '../../sdk/open-spans.js';
import { Collections } from './collections.js';
import { Discarded } from './discarded.js';
import { exporterMetrics } from './exporter-metrics.js';
import { SinceLast } from './since-last.js';
import { processorMetrics, spanMetrics } from './span-metrics.js';

export interface SdkMetricsParts {
  readonly delivering: readonly Delivering[];
  readonly openSpans: OpenSpans;
  /** Whether an exporter shows them. */
  readonly isShownBy: (exporter: Exporter) => boolean;
  readonly exporters: readonly Exporter[];
}

/**
 * What telemetry says of itself, under OpenTelemetry's names (Development): read from what is counted anyway, whenever it is
 * collected. Nothing is counted for it alone where nobody shows it.
 * @see https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/
 */
export class SdkMetrics {
  private readonly startTime = systemClock.wall();
  private readonly collections = new Collections();
  private readonly discarded = new Discarded();
  private readonly isShown: boolean;

  constructor(private readonly parts: SdkMetricsParts) {
    this.isShown = parts.exporters.some(parts.isShownBy);
  }

  /** Where an exporter reads metrics, with these where it shows them. @param name what the exporter is called */
  beside(source: MetricSource, exporter: Exporter, name: string): MetricSource {
    if (!this.isShown) return source;
    const isPulled = exporter.pulled === true;
    const timed = (temporality: Temporality): MetricReading =>
      this.collections.timed(source.reading(temporality), name, isPulled);
    const reading = this.parts.isShownBy(exporter)
      ? (temporality: Temporality) => this.with(timed(temporality), temporality)
      : timed;
    // What it says of the process may come later.
    return Object.freeze({
      get resource() {
        return source.resource;
      },
      exportIntervalMillis: source.exportIntervalMillis,
      reading,
    });
  }

  private with(reading: MetricReading, temporality: Temporality): MetricReading {
    const sinceLast = temporality === 'delta' ? new SinceLast() : undefined;
    return {
      ...reading,
      collect: async () => {
        const { time, metrics } = await reading.collect();
        const own = this.points();
        return { time, metrics: [...metrics, ...(sinceLast?.of(own, time) ?? own)] };
      },
    };
  }

  private points(): readonly MetricPoints[] {
    return [...this.discarded.points(this.startTime), ...this.pointsOfSending()];
  }

  /** Nothing where nothing is sent: whoever only scrapes knows from the scrape how it went. */
  private pointsOfSending(): readonly MetricPoints[] {
    const { startTime, parts } = this;
    const exported = exporterMetrics(parts.delivering, startTime);
    const processed = processorMetrics(parts.delivering, startTime);
    if (exported.length === 0 && processed.length === 0) return [];
    return [
      ...spanMetrics(parts.openSpans, startTime),
      ...processed,
      ...exported,
      ...this.collections.points(startTime),
    ];
  }
}

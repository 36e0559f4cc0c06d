import type { MeterProvider } from '@opentelemetry/api';
import type { Exporter, MetricSource, MetricsExport } from '@portcall/exporters';
import type { Backend } from '@portcall/metrics';

/** Where recordings are added up: in our store, or in OpenTelemetry's SDK. */
export interface Aggregation {
  /**
   * Begins to export through an exporter; undefined where it takes no metrics.
   * @param beside gives it what is exported beside all metrics
   * @throws Error naming the setting of the exporter that cannot work
   */
  exportBy(exporter: Exporter, beside: (source: MetricSource) => MetricSource): MetricsExport | undefined;
  /** Once every exporter has been asked: there is no reader more from then on. */
  open(): OpenAggregation;
}

export interface OpenAggregation {
  /** What catalogs are bound to. */
  readonly backend: Backend;
  /** For the instruments of third parties, which are exported with it. */
  readonly meterProvider: MeterProvider;
  /** Refuses and counts every recording from now on. */
  close(): void;
  /** Lets go of what third parties have recorded, once everything was delivered. */
  end(): Promise<void>;
}

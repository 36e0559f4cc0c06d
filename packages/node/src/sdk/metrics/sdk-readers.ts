import type * as Prometheus from '@opentelemetry/exporter-prometheus';
import type { SdkReaders } from '@portcall/exporters';
import { lazily } from '../lazily.js';
import { type MetricReader, metricsSdk, type PushMetricExporter } from './metrics-sdk.js';
import { reportUncollected } from './sdk-reading.js';

export interface SdkReadersOptions {
  readonly exportIntervalMillis: number;
  readonly exportTimeoutMillis: number;
  /** Series per instrument above which the SDK drops all attributes. */
  readonly cardinalityLimit: number;
  /** Gets every reader that is made. */
  readonly made: (reader: MetricReader) => void;
}

/** OpenTelemetry's own readers, of Prometheus and console. */
export function sdkReaders({
  exportIntervalMillis,
  exportTimeoutMillis,
  cardinalityLimit,
  made,
}: SdkReadersOptions): SdkReaders {
  const periodic = (exporter: PushMetricExporter): MetricReader => {
    const { PeriodicExportingMetricReader } = metricsSdk();
    return new PeriodicExportingMetricReader({
      exporter,
      exportIntervalMillis,
      exportTimeoutMillis: Math.min(exportTimeoutMillis, exportIntervalMillis), // it throws where it is more
      cardinalityLimits: { default: cardinalityLimit },
    });
  };
  const opened = <R extends MetricReader>(reader: R) => {
    made(reader);
    return { reader, flush: () => reader.forceFlush(), shutdown: () => reader.shutdown() };
  };
  return Object.freeze<SdkReaders>({
    console: () => opened(periodic(new (metricsSdk().ConsoleMetricExporter)())),
    prometheus() {
      const { PrometheusExporter, PrometheusSerializer } = lazily(
        '@opentelemetry/exporter-prometheus',
      ) as typeof Prometheus;
      const { reader, ...open } = opened(
        new (class extends PrometheusExporter {
          override selectCardinalityLimit(): number {
            return cardinalityLimit;
          }
        })({ preventServerStart: true }),
      );
      const serializer = new PrometheusSerializer();
      return {
        ...open,
        async text() {
          const { resourceMetrics, errors } = await reader.collect();
          for (const cause of errors) reportUncollected('a metric', cause);
          return serializer.serialize(resourceMetrics);
        },
      };
    },
  });
}

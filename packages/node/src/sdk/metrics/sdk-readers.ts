import type { SdkReaders } from '@portcall/exporters';
import { type MetricReader, metricsSdk } from './metrics-sdk.js';

export interface SdkReadersOptions {
  readonly exportIntervalMillis: number;
  readonly exportTimeoutMillis: number;
  /** Series per instrument above which the SDK drops all attributes. */
  readonly cardinalityLimit: number;
  /** Gets every reader that is made. */
  readonly made: (reader: MetricReader) => void;
}

/** OpenTelemetry's own readers. */
export function sdkReaders({
  exportIntervalMillis,
  exportTimeoutMillis,
  cardinalityLimit,
  made,
}: SdkReadersOptions): SdkReaders {
  return Object.freeze<SdkReaders>({
    console() {
      const { ConsoleMetricExporter, PeriodicExportingMetricReader } = metricsSdk();
      const reader = new PeriodicExportingMetricReader({
        exporter: new ConsoleMetricExporter(),
        exportIntervalMillis,
        exportTimeoutMillis: Math.min(exportTimeoutMillis, exportIntervalMillis), // it throws where it is more
        cardinalityLimits: { default: cardinalityLimit },
      });
      made(reader);
      return { flush: () => reader.forceFlush(), shutdown: () => reader.shutdown() };
    },
  });
}

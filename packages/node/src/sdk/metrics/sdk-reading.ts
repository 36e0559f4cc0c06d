import { report } from '@portcall/core';
import type { MetricPoints, Temporality } from '@portcall/metrics';
import { sdkPoints } from '@portcall/otel/internal';
import { type MetricReader, metricsSdk } from './metrics-sdk.js';

/** What the SDK's instruments have, for one reader, as points like our own. */
export interface SdkReading {
  readonly reader: MetricReader;
  /** Never rejects: what cannot be collected is reported, and left out. */
  points(): Promise<readonly MetricPoints[]>;
}

export interface SdkReadingOptions {
  readonly temporality: Temporality;
  /** Series per instrument above which the SDK drops all attributes. */
  readonly cardinalityLimit: number;
  readonly exportTimeoutMillis: number;
}

/** An observable instrument that takes longer costs itself only, where no less is set. */
const OBSERVED_WITHIN_MS = 1_000;

/** A reading that works once its reader belongs to a meter provider. */
export function sdkReading(options: SdkReadingOptions): SdkReading {
  const reader = readerOf(options);
  const timeoutMillis = Math.min(OBSERVED_WITHIN_MS, options.exportTimeoutMillis);
  return {
    reader,
    async points() {
      try {
        const { resourceMetrics, errors } = await reader.collect({ timeoutMillis });
        for (const cause of errors) reportUncollected('a metric', cause);
        return sdkPoints(resourceMetrics);
      } catch (cause) {
        reportUncollected('what was recorded through the OpenTelemetry API', cause);
        return [];
      }
    },
  };
}

function readerOf({ temporality, cardinalityLimit }: SdkReadingOptions): MetricReader {
  const { AggregationTemporality, InstrumentType, MetricReader } = metricsSdk();
  const { CUMULATIVE, DELTA } = AggregationTemporality;
  const { UP_DOWN_COUNTER, OBSERVABLE_UP_DOWN_COUNTER } = InstrumentType;
  const always = new Set([UP_DOWN_COUNTER, OBSERVABLE_UP_DOWN_COUNTER]);
  return new (class extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  })({
    aggregationTemporalitySelector: (type) => (temporality === 'cumulative' || always.has(type) ? CUMULATIVE : DELTA),
    cardinalitySelector: () => cardinalityLimit,
  });
}

function reportUncollected(what: string, cause: unknown): void {
  report({
    key: 'export.collect',
    about: what,
    message: `telemetry: ${what} could not be collected; it is missing in this export, and everything else is in it; fix the error`,
    cause,
  });
}

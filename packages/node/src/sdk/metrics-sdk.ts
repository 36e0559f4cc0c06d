import type { Resource } from '@opentelemetry/resources';
import type * as MetricsSdk from '@opentelemetry/sdk-metrics';
import type { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { report } from '@portcall/core';
import type { MetricPoints, Temporality } from '@portcall/metrics';
import { sdkPoints } from '@portcall/otel/internal';
import { lazily } from './lazily.js';

export type { MeterProvider } from '@opentelemetry/sdk-metrics';

/** What third parties recorded through the OpenTelemetry API, for one reader. */
export interface SdkReading {
  readonly reader: MetricReader;
  /** Never rejects: what cannot be collected is reported, and left out. */
  points(): Promise<readonly MetricPoints[]>;
}

export interface SdkReadingOptions {
  readonly temporality: Temporality;
  /** Series per instrument above which the SDK drops all attributes. */
  readonly cardinalityLimit: number;
}

/** An observable instrument that takes longer costs itself only. */
const OBSERVED_WITHIN_MS = 1_000;

export function meterProviderOf(resource: Resource, readers: readonly MetricReader[]): MeterProvider {
  const { MeterProvider } = metricsSdk();
  return new MeterProvider({ resource, readers: [...readers] });
}

/** A reading that works once its reader belongs to a meter provider. */
export function sdkReading({ temporality, cardinalityLimit }: SdkReadingOptions): SdkReading {
  const { AggregationTemporality, InstrumentType, MetricReader } = metricsSdk();
  const { CUMULATIVE, DELTA } = AggregationTemporality;
  const { UP_DOWN_COUNTER, OBSERVABLE_UP_DOWN_COUNTER } = InstrumentType;
  const always = new Set([UP_DOWN_COUNTER, OBSERVABLE_UP_DOWN_COUNTER]);
  const reader = new (class extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  })({
    aggregationTemporalitySelector: (type) => (temporality === 'cumulative' || always.has(type) ? CUMULATIVE : DELTA),
    cardinalitySelector: () => cardinalityLimit,
  });
  return {
    reader,
    async points() {
      try {
        const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: OBSERVED_WITHIN_MS });
        for (const cause of errors) reportUncollected('a metric', cause);
        return sdkPoints(resourceMetrics);
      } catch (cause) {
        reportUncollected('what was recorded through the OpenTelemetry API', cause);
        return [];
      }
    },
  };
}

function metricsSdk(): typeof MetricsSdk {
  return lazily('@opentelemetry/sdk-metrics') as typeof MetricsSdk;
}

function reportUncollected(what: string, cause: unknown): void {
  report({
    key: 'export.collect',
    about: what,
    message: `telemetry: ${what} could not be collected; it is missing in this export, and everything else is in it; fix the error`,
    cause,
  });
}

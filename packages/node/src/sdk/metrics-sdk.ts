import type { Resource } from '@opentelemetry/resources';
import type * as MetricsSdk from '@opentelemetry/sdk-metrics';
import type { MetricReader, MeterProvider as SdkMeterProvider } from '@opentelemetry/sdk-metrics';
import { report } from '@portcall/core';
import type { MetricPoints, Temporality } from '@portcall/metrics';
import { sdkPoints } from '@portcall/otel/internal';
import { LateMeterProvider } from './late-meter-provider.js';
import { lazily } from './lazily.js';

/** What third parties record through the OpenTelemetry API: nothing of the SDK is loaded until one makes an instrument. */
export interface ThirdParties {
  readonly provider: LateMeterProvider<SdkMeterProvider>;
  /** One reader's view of it. A reading that is asked for once instruments exist stays empty. */
  reading(temporality: Temporality): SdkReading;
}

export interface SdkReading {
  /** Never rejects: what cannot be collected is reported, and left out. */
  points(): Promise<readonly MetricPoints[]>;
}

export interface ThirdPartiesOptions {
  readonly resource: Resource;
  /** Series per instrument above which the SDK drops all attributes. */
  readonly cardinalityLimit: number;
}

/** An observable instrument that takes longer costs itself only. */
const OBSERVED_WITHIN_MS = 1_000;

export function thirdParties({ resource, cardinalityLimit }: ThirdPartiesOptions): ThirdParties {
  const readings: LateReading[] = [];
  const provider = new LateMeterProvider(() => {
    const { MeterProvider } = metricsSdk();
    return new MeterProvider({ resource, readers: readings.map((reading) => reading.open(cardinalityLimit)) });
  });
  return {
    provider,
    reading(temporality) {
      const reading = new LateReading(temporality);
      readings.push(reading);
      return reading;
    },
  };
}

/** A reading whose reader is made with the provider. */
class LateReading implements SdkReading {
  private reader: MetricReader | undefined;

  constructor(private readonly temporality: Temporality) {}

  open(cardinalityLimit: number): MetricReader {
    this.reader = readerOf(this.temporality, cardinalityLimit);
    return this.reader;
  }

  async points(): Promise<readonly MetricPoints[]> {
    if (this.reader === undefined) return [];
    try {
      const { resourceMetrics, errors } = await this.reader.collect({ timeoutMillis: OBSERVED_WITHIN_MS });
      for (const cause of errors) reportUncollected('a metric', cause);
      return sdkPoints(resourceMetrics);
    } catch (cause) {
      reportUncollected('what was recorded through the OpenTelemetry API', cause);
      return [];
    }
  }
}

function readerOf(temporality: Temporality, cardinalityLimit: number): MetricReader {
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

import { checkedArray, checkedOneOf, shown } from '@portcall/core/internal';
import type { SdkMetricReader, SdkView } from './sdk-metric-parts.js';

/** Where recordings are added up, and what OpenTelemetry's SDK alone can do with them. */
export interface AggregationOptions {
  /**
   * Where recordings are added up: in our own store, or in OpenTelemetry's SDK, by its own readers and exporters, where its
   * views and custom readers apply. `telemetry.backend` is then `instruments()`, which cannot be read.
   * @default 'store'
   */
  readonly aggregation?: 'store' | 'sdk';
  /** Views of OpenTelemetry's SDK, for `aggregation: 'sdk'`. @default none */
  readonly views?: readonly SdkView[];
  /** Readers of OpenTelemetry's SDK beside those of the exporters, flushed and ended with them, for `aggregation: 'sdk'`. @default none */
  readonly metricReaders?: readonly SdkMetricReader[];
}

/** @throws Error naming the option that cannot work */
export function aggregationFrom({
  aggregation = 'store',
  views = [],
  metricReaders = [],
}: AggregationOptions): Required<AggregationOptions> {
  checkedOneOf(aggregation, ['store', 'sdk'], 'aggregation');
  checkedArray(views, 'views', 'write [{ instrumentName: "wait_seconds", aggregation: … }], for one');
  checkedArray(metricReaders, 'metricReaders', 'write [new MyReader()], for one');
  const wrong = metricReaders.findIndex((reader) => !isReader(reader));
  if (wrong >= 0)
    throw new Error(
      `metricReaders: ${shown(metricReaders[wrong])} is not a metric reader; give one that extends MetricReader of @opentelemetry/sdk-metrics`,
    );
  if (aggregation === 'store') refuseOfTheSdk({ views, metricReaders });
  return { aggregation, views, metricReaders };
}

const METHODS = ['setMetricProducer', 'collect', 'forceFlush', 'shutdown'] as const;

function isReader(given: unknown): boolean {
  return METHODS.every((method) => typeof (given as Partial<SdkMetricReader> | null)?.[method] === 'function');
}

function refuseOfTheSdk(given: Readonly<Record<string, readonly unknown[]>>): void {
  for (const [option, { length }] of Object.entries(given)) {
    if (length > 0)
      throw new Error(
        `${option}: ${length} given, and the store has none; add aggregation: "sdk", which adds up in OpenTelemetry's SDK`,
      );
  }
}

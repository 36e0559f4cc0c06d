import type { Attributes } from '@opentelemetry/api';
import { checkedOneOf, checkOptions } from '@portcall/core/internal';
import type { Collection, Store, Temporality } from '@portcall/metrics';
import { type ProducedScope, producedScopes } from './produced-metrics.js';

export interface MetricProducerOptions {
  /**
   * Since when counters and histograms go: since their series began, or since this producer was asked last. It must be what
   * the reader's exporter wants, which is not asked. What goes up and down, and gauges, are cumulative either way.
   * @default 'cumulative'
   */
  readonly temporality?: Temporality;
}

/** What a producer gives, as OpenTelemetry's SDK takes it. The resource is the reader's, and so empty here. */
export interface ProducedMetrics {
  readonly resourceMetrics: { resource: EmptyResource; scopeMetrics: ProducedScope[] };
  readonly errors: unknown[];
}

export interface EmptyResource {
  readonly attributes: Attributes;
  merge<R>(other: R): NonNullable<R>;
  getRawAttributes(): [];
}

/** OpenTelemetry's `MetricProducer`, in whose shape it is; nothing of its SDK is loaded or needed. */
export interface StoreProducer {
  collect(): Promise<ProducedMetrics>;
}

const RESOURCE: EmptyResource = Object.freeze({
  attributes: Object.freeze({}),
  merge: <R>(other: R) => (other ?? RESOURCE) as NonNullable<R>,
  getRawAttributes: (): [] => [],
});

const OPTIONS: Readonly<Record<keyof MetricProducerOptions, true>> = { temporality: true };

/**
 * The series of a store for a reader of OpenTelemetry's SDK, beside the instruments that it reads:
 * `new PeriodicExportingMetricReader({ exporter, metricProducers: [metricProducer(store)] })`.
 *
 * Gives cumulative or delta data points. A delta goes from this producer's previous collection, so make one producer per
 * reader: two readers that share one take each other's numbers. Producers of one store never disturb each other.
 *
 * Never rejects: the reader would lose the SDK's metrics too. What goes wrong is in `errors`.
 *
 * Views, exemplars and the reader's limit of series do not apply; use `instruments()` where you need them.
 * @throws Error for an unknown temporality, and for other options
 * @see https://opentelemetry.io/docs/specs/otel/metrics/sdk/#metricproducer
 */
export function metricProducer(
  store: Pick<Store, 'reading' | 'observed'>,
  options: MetricProducerOptions = {},
): StoreProducer {
  checkOptions(options, OPTIONS, 'metricProducer()');
  const { temporality = 'cumulative' } = options;
  const reading = store.reading(checkedOneOf(temporality, ['cumulative', 'delta'], 'metricProducer({ temporality })'));
  return Object.freeze<StoreProducer>({
    async collect() {
      const errors: unknown[] = [];
      const observed = await store.observed();
      const scopeMetrics = scopesOf(() => reading.collect(observed), errors);
      return { resourceMetrics: { resource: RESOURCE, scopeMetrics }, errors };
    },
  });
}

function scopesOf(collect: () => Collection, errors: unknown[]): ProducedScope[] {
  try {
    return producedScopes(collect(), errors);
  } catch (cause) {
    errors.push(cause);
    return [];
  }
}

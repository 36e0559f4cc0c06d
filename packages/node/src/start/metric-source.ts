import type { MetricReading, MetricSource } from '@portcall/exporters';
import type { Backend, Store, Temporality } from '@portcall/metrics';
import { readOnceDetected } from '../resource/once-detected.js';
import type { Resource } from '../resource/resource.js';
import { type ThirdParties, thirdParties } from '../sdk/metrics/third-parties.js';

export interface MetricSourceOptions {
  readonly store: Store;
  /** What catalogs are bound to: the store, or what stands before it. */
  readonly backend: Backend;
  readonly resource: Resource;
  readonly exportIntervalMillis: number;
  /** Milliseconds that reading third parties may take. */
  readonly exportTimeoutMillis: number;
  /** Series per instrument of third parties above which the SDK drops all attributes. */
  readonly cardinalityLimit: number;
}

/** Where exporters read metrics: what is in the store, and what third parties record through OpenTelemetry's API. */
export interface Metrics {
  readonly source: MetricSource;
  /** The provider for third parties, once every reading has been asked for: it takes no reader later. */
  meterProvider(): ThirdParties['provider'];
}

export function metricsOf(options: MetricSourceOptions): Metrics {
  const { store, backend, resource, exportIntervalMillis, exportTimeoutMillis, cardinalityLimit } = options;
  const foreign = thirdParties({ resource, backend, cardinalityLimit, exportTimeoutMillis });
  let isComplete = false;

  const reading = (temporality: Temporality): MetricReading => {
    if (isComplete)
      throw new Error('reading(): asked for after metrics() has returned; ask for readings while it runs');
    const own = store.reading(temporality);
    const theirs = foreign.reading(temporality);
    return readOnceDetected(resource, {
      collectNow: () => own.collect(),
      async collect() {
        // Theirs and what is observed may take a while, and what is recorded is read as late as can be.
        const [points, observed] = await Promise.all([theirs.points(), store.observed()]);
        const { time, metrics } = own.collect(observed);
        return { time, metrics: [...metrics, ...points] };
      },
    });
  };

  return {
    source: Object.freeze({
      get resource() {
        return resource.attributes;
      },
      exportIntervalMillis,
      reading,
    }),
    meterProvider() {
      isComplete = true;
      return foreign.provider;
    },
  };
}

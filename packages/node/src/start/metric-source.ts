import type { MetricReading, MetricSource } from '@portcall/exporters';
import type { MetricPoints, Store, Temporality } from '@portcall/metrics';
import type { SharedEndpoint } from '../cluster/shared-endpoint.js';
import { readOnceDetected } from '../resource/once-detected.js';
import type { Resource } from '../resource/resource.js';
import { type ThirdParties, thirdParties } from '../sdk/metrics/third-parties.js';

export interface MetricSourceOptions {
  readonly store: Store;
  readonly resource: Resource;
  readonly exportIntervalMillis: number;
  /** Milliseconds that reading third parties may take. */
  readonly exportTimeoutMillis: number;
  /** Series per instrument of third parties above which the SDK drops all attributes. */
  readonly cardinalityLimit: number;
  /** What telemetry says of itself, whenever it is asked. */
  readonly sdkMetrics: () => readonly MetricPoints[];
  /** What is scraped may be of many processes. */
  readonly endpoint: SharedEndpoint;
}

/** Where exporters read metrics: what is in the store, and what third parties record through OpenTelemetry's API. */
export interface Metrics {
  readonly source: MetricSource;
  /**
   * The same with what telemetry says of itself: for exporters that are read by others, where it costs nothing while nobody
   * reads. One that pushes would send it every interval.
   */
  readonly pulledSource: MetricSource;
  /** The provider for third parties, once every reading has been asked for: it takes no reader later. */
  meterProvider(): ThirdParties['provider'];
}

export function metricsOf(options: MetricSourceOptions): Metrics {
  const { store, resource, exportIntervalMillis, exportTimeoutMillis, cardinalityLimit, sdkMetrics } = options;
  const foreign = thirdParties({ resource, cardinalityLimit, exportTimeoutMillis });
  let isComplete = false;

  const readingWith =
    (further: () => readonly MetricPoints[]) =>
    (temporality: Temporality): MetricReading => {
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
          return { time, metrics: [...metrics, ...points, ...further()] };
        },
      });
    };

  const sourceWith = (further: () => readonly MetricPoints[]): MetricSource =>
    Object.freeze({
      get resource() {
        return resource.attributes;
      },
      exportIntervalMillis,
      reading: readingWith(further),
    });
  return {
    source: sourceWith(() => []),
    pulledSource: options.endpoint.source(sourceWith(sdkMetrics)),
    meterProvider() {
      isComplete = true;
      return foreign.provider;
    },
  };
}

import { type Backend, bind, type Counter, type Histogram, type Recorders } from '@portcall/metrics';
import { type NotificationOptions, type NotificationSpecs, notificationCatalog } from './catalog.js';
import type { EventMetrics } from './event-metrics.js';
import { OriginCache } from './origin-cache.js';

/**
 * Delivery metrics over a backend; over `noop()` they do nothing, and over a `store()` they are the test double.
 *
 * @throws Error for unknown options, and when the backend has a metric of the same name that is declared
 *   differently: with the endpoint label and without it, for example
 */
export function notificationMetrics(backend: Backend, options: NotificationOptions = {}): EventMetrics {
  const { endpointLabel = false, ...others } = options;
  if (!endpointLabel) {
    const recorders = bind(notificationCatalog({ ...others, endpointLabel: false }), backend);
    return eventMetrics(() => recorders, recorders.activeTasks);
  }
  const recorders = bind(notificationCatalog({ ...others, endpointLabel: true }), backend);
  const endpoints = new OriginCache((origin) => endpointSeries(recorders, origin));
  return eventMetrics((url) => endpoints.of(url), recorders.activeTasks);
}

/** The recorders of one endpoint, or of all together. */
interface EndpointSeries {
  readonly attempts: Counter;
  readonly successes: Counter;
  readonly failures: Counter;
  readonly duration: Histogram;
}

function endpointSeries(recorders: Recorders<NotificationSpecs<true>>, endpoint: string): EndpointSeries {
  return {
    attempts: recorders.attempts.with({ endpoint }),
    successes: recorders.successes.with({ endpoint }),
    failures: recorders.failures.with({ endpoint }),
    duration: recorders.duration.with({ endpoint }),
  };
}

function eventMetrics(
  seriesOf: (url: string) => EndpointSeries,
  activeTasks: Recorders<NotificationSpecs>['activeTasks'],
): EventMetrics {
  const recordFailedAttempt = (endpointUrl: string): void => {
    const { attempts, failures } = seriesOf(endpointUrl);
    attempts.add(1);
    failures.add(1);
  };
  return Object.freeze({
    recordDeliverySuccess(endpointUrl: string, durationMs: number) {
      const { attempts, successes, duration } = seriesOf(endpointUrl);
      attempts.add(1);
      successes.add(1);
      duration.record(secondsOf(durationMs));
    },
    recordDeliveryFailure: recordFailedAttempt,
    recordDeliveryError: recordFailedAttempt,
    incrementActiveTasks: () => activeTasks.add(1),
    decrementActiveTasks: () => activeTasks.add(-1),
  });
}

/** Only numbers are divided: a bigint would throw, and the histogram refuses what is left of anything else. */
function secondsOf(ms: number): number {
  return typeof ms === 'number' ? ms / 1_000 : Number.NaN;
}

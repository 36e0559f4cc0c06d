import type { Exporter } from '../exporter.js';
import { lazily } from '../lazily.js';
import { destinationOf } from './destination.js';
import { checkOtlpOptions, type OtlpOptions, otlpSettings } from './otlp-settings.js';
import { sendableMetricsOnly } from './sendable/sendable.js';
import { shownUrl } from './shown-url.js';
import { otlpSpans } from './spans/otlp-spans.js';
import { watchedMetrics } from './watched-exports.js';

/**
 * Sends metrics and spans to an OTLP receiver, over HTTP, spans as protobuf.
 *
 * An export that fails is retried until its timeout, then counted and reported once, with the receiver, its answer and
 * what to do. What a receiver says is printed as one line without control characters; user, password and query of its
 * URL and what headers hold are not printed.
 *
 * @throws Error for what is not an HTTP URL, or that ends in the path that is appended, for headers that HTTP does not allow,
 *   and for other values that cannot work; when registering also for a URL in the environment, and for a protocol of grpc
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function otlp(options: OtlpOptions = {}): Exporter {
  checkOtlpOptions(options);
  const { url } = options;
  return Object.freeze<Exporter>({
    name: 'otlp',
    ...(url === undefined ? {} : { destination: shownUrl(url) }),
    metricReader({ exportIntervalMillis, cardinalityLimit }) {
      const to = destinationOf('metrics', url);
      const { OTLPMetricExporter } = lazily(
        '@opentelemetry/exporter-metrics-otlp-http',
      ) as typeof import('@opentelemetry/exporter-metrics-otlp-http');
      const { PeriodicExportingMetricReader } = lazily(
        '@opentelemetry/sdk-metrics',
      ) as typeof import('@opentelemetry/sdk-metrics');
      const exporter = new OTLPMetricExporter({ ...otlpSettings('metrics', options), url: to.url.href });
      return new PeriodicExportingMetricReader({
        exporter: watchedMetrics(sendableMetricsOnly(exporter, to.shown), to),
        exportIntervalMillis,
        cardinalityLimits: { default: cardinalityLimit },
      });
    },
    spanExporter: () => otlpSpans(destinationOf('traces', url), options),
  });
}

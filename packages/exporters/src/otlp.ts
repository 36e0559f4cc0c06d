import { checkOptions } from '@portcall/core';
import type { Exporter } from './exporter.js';
import { lazily } from './lazily.js';
import { checkedUrl, type OtlpOptions, otlpSettings, urlOf } from './otlp-settings.js';
import { countRejected } from './partial-success.js';
import { sendableMetricsOnly, sendableSpans } from './sendable.js';
import { watchedMetrics } from './watched-metrics.js';

/**
 * Sends metrics and spans to an OTLP receiver, over HTTP as JSON.
 *
 * An export that fails is retried until its timeout, then counted and reported once.
 *
 * @throws Error for a URL that is none; when registering also for one in the environment, and for a protocol of grpc
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function otlp(options: OtlpOptions = {}): Exporter {
  checkOptions<OtlpOptions>(options, { url: true, headers: true, timeoutMillis: true, compression: true }, 'otlp()');
  if (options.url !== undefined) checkedUrl(options.url, 'otlp({ url })');
  return Object.freeze<Exporter>({
    name: 'otlp',
    metricReader({ exportIntervalMillis, cardinalityLimit }) {
      const settings = otlpSettings('metrics', options);
      const { OTLPMetricExporter } = lazily(
        '@opentelemetry/exporter-metrics-otlp-http',
      ) as typeof import('@opentelemetry/exporter-metrics-otlp-http');
      const { PeriodicExportingMetricReader } = lazily(
        '@opentelemetry/sdk-metrics',
      ) as typeof import('@opentelemetry/sdk-metrics');
      const url = urlOf('metrics', options);
      return new PeriodicExportingMetricReader({
        exporter: watchedMetrics(
          sendableMetricsOnly(countRejected(new OTLPMetricExporter(settings), 'metrics', url), url),
          url,
        ),
        exportIntervalMillis,
        cardinalityLimits: { default: cardinalityLimit },
      });
    },
    spanExporter() {
      const settings = otlpSettings('traces', options);
      const { OTLPTraceExporter } = lazily(
        '@opentelemetry/exporter-trace-otlp-http',
      ) as typeof import('@opentelemetry/exporter-trace-otlp-http');
      const url = urlOf('traces', options);
      return sendableSpans(countRejected(new OTLPTraceExporter(settings), 'spans', url), url);
    },
  });
}

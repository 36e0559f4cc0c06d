import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { Exporter } from '../exporter.js';
import { lazily } from '../lazily.js';
import { exposition } from '../prometheus/exposition.js';
import { print } from './print.js';

/**
 * Prints to stdout what would be sent, for people: metrics as Prometheus text at every export, spans one line each.
 * Not for production.
 */
export function console(): Exporter {
  return Object.freeze<Exporter>({
    name: 'console',
    metricReader({ exportIntervalMillis, cardinalityLimit }) {
      const { PeriodicExportingMetricReader } = lazily(
        '@opentelemetry/sdk-metrics',
      ) as typeof import('@opentelemetry/sdk-metrics');
      const written = exposition({ short: true });
      return new PeriodicExportingMetricReader({
        exporter: {
          export(metrics: ResourceMetrics, done) {
            print(written(metrics));
            done({ code: 0 });
          },
          forceFlush: async () => {},
          shutdown: async () => {},
        },
        exportIntervalMillis,
        cardinalityLimits: { default: cardinalityLimit },
      });
    },
    spanExporter: () => ({
      export(spans, done) {
        for (const span of spans) print(`${lineOf(span)}\n`);
        done({ code: 0 });
      },
      forceFlush: async () => {},
      shutdown: async () => {},
    }),
  });
}

const STATUS = ['unset', 'ok', 'error'] as const; // OpenTelemetry's SpanStatusCode

function lineOf(span: ReadableSpan): string {
  const [seconds, nanoseconds] = span.duration;
  const { traceId, spanId } = span.spanContext();
  const parent = span.parentSpanContext === undefined ? '' : ` parent=${span.parentSpanContext.spanId}`;
  return (
    `span ${span.name} ${(seconds * 1e3 + nanoseconds / 1e6).toFixed(3)} ms ${STATUS[span.status.code]} ` +
    `trace=${traceId} span=${spanId}${parent} ${JSON.stringify(span.attributes)}`
  );
}

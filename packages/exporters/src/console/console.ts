import { prometheusText } from '@portcall/formats';
import type { ReadableSpan } from '@portcall/otel';
import type { Exporter } from '../exporter.js';
import { periodicExport } from '../periodic-export.js';
import { print } from './print.js';

/**
 * Prints to stdout what would be sent, for people: metrics as Prometheus text at every export, spans one line each.
 * Not for production.
 */
export function console(): Exporter {
  return Object.freeze<Exporter>({
    name: 'console',
    metrics(source) {
      const writer = prometheusText({ short: true });
      return periodicExport(source.reading('cumulative'), source, {
        name: 'console',
        async send(collection) {
          if (collection.metrics.length > 0)
            print(Buffer.concat([...writer.write(collection, source.resource)]).toString());
        },
      });
    },
    sdkMetrics: (readers) => readers.console(),
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

import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import type { Corrected } from '@portcall/formats/internal';
import { sendableSpan } from './sendable-span.js';

/*
 * A receiver refuses a whole request for one value that OTLP cannot carry. Spans of libraries come past no guard of ours,
 * so this is the last place where their neighbours can be saved.
 */

/** Sends spans as OTLP can carry them, and leaves out those of which nothing can be; what was changed or lost is reported. */
export function sendableSpans<E extends SpanExporter>(exporter: E, destination: string): E {
  const send = exporter.export.bind(exporter);
  exporter.export = (spans, done): void => {
    send(
      spans.flatMap((span) => sendableOrNothing(span, destination)),
      done,
    );
  };
  return exporter;
}

function sendableOrNothing(span: ReadableSpan, destination: string): ReadableSpan | readonly [] {
  try {
    return sendableSpan(span, reportCorrected('spans', destination));
  } catch (cause) {
    reportUnsendable(destination, cause);
    return [];
  }
}

export function reportUnsendable(destination: string, cause: unknown): void {
  report({
    key: 'export.spans_unsendable',
    about: destination,
    message: `spans to ${destination}: a span cannot be read; it is lost and the others are sent; look at the instrumentation that made it`,
    cause,
  });
}

const CORRECTED = { spans: 'export.spans_corrected', metrics: 'export.metrics_corrected' } as const;

/** Reports what was changed or left out of what is sent, once per receiver. */
export function reportCorrected(what: 'spans' | 'metrics', destination: string): Corrected {
  return (part, was) =>
    report({
      key: CORRECTED[what],
      about: destination,
      message: () =>
        `${what} to ${destination}: ${part} was ${shown(was)}, which OTLP cannot carry; it was replaced or left out, ` +
        'and the rest was sent; set texts, finite numbers, booleans, or arrays of one of them',
    });
}

import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import type { Corrected } from '@portcall/formats/internal';

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

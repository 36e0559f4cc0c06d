import { report } from '@portcall/core';

/** The part of OpenTelemetry's OTLP exporters that reads a receiver's answer. It is private, and there is no other way in. */
interface WithDelegate {
  readonly _delegate?: { _responseHandler?: { handleResponse(response: unknown): void } };
}

/**
 * Counts what a receiver says it has rejected although it answered with success: OpenTelemetry's exporter tells only
 * `diag`, which is silent by default.
 * @see https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export function countRejected<E extends object>(exporter: E, what: 'metrics' | 'spans', destination: string): E {
  const delegate = (exporter as WithDelegate)._delegate;
  if (delegate?._responseHandler === undefined) return exporter;
  delegate._responseHandler = {
    handleResponse(response) {
      const { rejected, message } = partialSuccessOf(response);
      if (rejected === 0 && message === '') return;
      report({
        key: `export.${what}_rejected`,
        about: destination,
        message: `${destination} rejected ${rejected} ${what === 'metrics' ? 'data points' : 'spans'}: ${message || 'no reason given'}`,
        count: Math.max(rejected, 1),
      });
    },
  };
  return exporter;
}

function partialSuccessOf(response: unknown): { readonly rejected: number; readonly message: string } {
  const { partialSuccess } = (response ?? {}) as { readonly partialSuccess?: Readonly<Record<string, unknown>> | null };
  const message = partialSuccess?.['errorMessage'];
  return {
    rejected: Number(partialSuccess?.['rejectedDataPoints'] ?? partialSuccess?.['rejectedSpans'] ?? 0) || 0,
    message: typeof message === 'string' ? message : '',
  };
}

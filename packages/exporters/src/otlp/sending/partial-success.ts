import { report } from '@portcall/core';
import { plainText } from '../../plain-text.js';
import type { Destination } from '../destination.js';
import { withoutSecrets } from '../secrets.js';
import type { RequestWatch } from './request-watch.js';

/** The part of OpenTelemetry's OTLP exporters that reads a receiver's answer. It is private, and there is no other way in. */
interface WithDelegate {
  readonly _delegate?: { _responseHandler?: { handleResponse(response: unknown): void } };
}

export interface Rejections {
  readonly what: 'metrics' | 'spans';
  readonly to: Destination;
  readonly watch: RequestWatch;
}

/**
 * Counts what a receiver says it has rejected although it answered with success: OpenTelemetry's exporter tells only
 * `diag`, which is silent by default.
 * @see https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export function countRejected(exporter: object, { what, to, watch }: Rejections): void {
  const delegate = (exporter as WithDelegate)._delegate;
  if (delegate?._responseHandler === undefined) return;
  delegate._responseHandler = {
    handleResponse(response) {
      const { rejected, message } = partialSuccessOf(response);
      if (rejected === 0 && message === '') return;
      const reason = plainText(withoutSecrets(message, watch.secrets)) || 'no reason given';
      report({
        key: REJECTED[what],
        about: to.shown,
        message: messageOf(what, to, rejected, reason),
        count: Math.max(rejected, 1),
      });
    },
  };
}

const REJECTED = { metrics: 'export.metrics_rejected', spans: 'export.spans_rejected' } as const;
const ITEMS = { metrics: 'data points', spans: 'spans' } as const;

/** A receiver that rejects nothing may still have something to say. */
function messageOf(what: Rejections['what'], { shown }: Destination, rejected: number, reason: string): string {
  return rejected === 0
    ? `${what} to ${shown}: the receiver took everything with a warning (${reason}); nothing is lost; correct what it names`
    : `${what} to ${shown}: the receiver rejected ${rejected} ${ITEMS[what]} (${reason}); they are lost; correct what it names`;
}

function partialSuccessOf(response: unknown): { readonly rejected: number; readonly message: string } {
  const { partialSuccess } = (response ?? {}) as { readonly partialSuccess?: Readonly<Record<string, unknown>> | null };
  const message = partialSuccess?.['errorMessage'];
  return {
    rejected: Number(partialSuccess?.['rejectedDataPoints'] ?? partialSuccess?.['rejectedSpans'] ?? 0) || 0,
    message: typeof message === 'string' ? message : '',
  };
}

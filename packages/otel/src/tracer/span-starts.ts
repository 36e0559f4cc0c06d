import type { Attributes } from '@opentelemetry/api';
import { processWide } from '@portcall/core/internal';

/** Is told of what a library begins a span with, sampled or not. May not throw. */
export type SpanStartListener = (scope: string, attributes: Attributes) => void;

/** For whoever learns something of a request from the spans of others; one for all copies of this package. */
export const spanStarts: { told: SpanStartListener | undefined } = processWide('otel.span-starts', () => ({
  told: undefined,
}));

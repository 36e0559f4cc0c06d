/** How much of a span is kept, in the words of OpenTelemetry's SDK, which takes the same object. */
export interface SpanLimits {
  /** Attributes of a span, the first ones. */
  readonly attributeCountLimit: number;
  /** UTF-16 code units of a text, also within arrays and of events and links. */
  readonly attributeValueLengthLimit: number;
  /** Events of a span, the newest. */
  readonly eventCountLimit: number;
  /** Links of a span, the newest. */
  readonly linkCountLimit: number;
  /** Attributes of one event, the first ones. */
  readonly attributePerEventCountLimit: number;
  /** Attributes of one link, the first ones. */
  readonly attributePerLinkCountLimit: number;
}

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#span-limits */
export const DEFAULT_SPAN_LIMITS: SpanLimits = Object.freeze({
  attributeCountLimit: 128,
  attributeValueLengthLimit: Number.POSITIVE_INFINITY,
  eventCountLimit: 128,
  linkCountLimit: 128,
  attributePerEventCountLimit: 128,
  attributePerLinkCountLimit: 128,
});

import type { SpanLimits } from '@portcall/otel';
import { DEFAULT_SPAN_LIMITS } from '@portcall/otel/internal';
import { wholeNumberFrom } from './whole-number.js';

/**
 * How much of a span is kept, of calls and of others. A limit of attributes that the environment sets for spans counts before
 * the one it sets for everything. What is not a limit is reported, and the default holds.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#attribute-limits
 */
export function spanLimitsFromEnvironment(): SpanLimits {
  return {
    attributeCountLimit: count('attributeCountLimit', 'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'),
    attributeValueLengthLimit: length('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'),
    eventCountLimit: count('eventCountLimit', 'OTEL_SPAN_EVENT_COUNT_LIMIT'),
    linkCountLimit: count('linkCountLimit', 'OTEL_SPAN_LINK_COUNT_LIMIT'),
    // The specification's name first, and then OpenTelemetry JS's own.
    attributePerEventCountLimit: count(
      'attributePerEventCountLimit',
      'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT',
      'OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT',
    ),
    attributePerLinkCountLimit: count(
      'attributePerLinkCountLimit',
      'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT',
      'OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT',
    ),
  };
}

function count(limit: keyof SpanLimits, ...variables: readonly string[]): number {
  return firstOf(variables, 0) ?? DEFAULT_SPAN_LIMITS[limit];
}

/** From 1: the SDK takes 0 for no limit. */
function length(...variables: readonly string[]): number {
  return firstOf(variables, 1) ?? DEFAULT_SPAN_LIMITS.attributeValueLengthLimit;
}

function firstOf(variables: readonly string[], least: number): number | undefined {
  return wholeNumberFrom(variables, least);
}

import { read, type Specification, type Variable, variable, wholeNumber } from '@portcall/core/internal';
import type { SpanLimits } from '@portcall/otel';
import { DEFAULT_SPAN_LIMITS } from '@portcall/otel/internal';

function limit(
  name: string,
  of: keyof SpanLimits,
  does: string,
  by: Specification = 'OpenTelemetry, stable',
): Variable<number> {
  // Of a length from 1: the SDK takes 0 for no limit.
  const least = of === 'attributeValueLengthLimit' ? 1 : 0;
  const otherwise = DEFAULT_SPAN_LIMITS[of];
  const shown = otherwise === Number.POSITIVE_INFINITY ? 'no limit' : String(otherwise);
  return variable({ name, rule: wholeNumber(least), otherwise, default: shown, by, does });
}

type Variables = readonly [Variable<number>, ...Variable<number>[]];

/**
 * How much of a span is kept, of calls and of others. A limit of attributes that the environment sets for spans counts before
 * the one it sets for everything.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#attribute-limits
 */
export const SPAN_LIMITS: Readonly<Record<keyof SpanLimits, Variables>> = {
  attributeCountLimit: [
    limit('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'attributeCountLimit', 'How many attributes a span keeps'),
    limit(
      'OTEL_ATTRIBUTE_COUNT_LIMIT',
      'attributeCountLimit',
      'The same, where OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT is not set',
    ),
  ],
  attributeValueLengthLimit: [
    limit(
      'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
      'attributeValueLengthLimit',
      'How many characters of a text are kept as the value of an attribute of a span',
    ),
    limit(
      'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
      'attributeValueLengthLimit',
      'The same, where OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT is not set',
    ),
  ],
  eventCountLimit: [limit('OTEL_SPAN_EVENT_COUNT_LIMIT', 'eventCountLimit', 'How many events a span keeps')],
  linkCountLimit: [limit('OTEL_SPAN_LINK_COUNT_LIMIT', 'linkCountLimit', 'How many links a span keeps')],
  attributePerEventCountLimit: [
    limit(
      'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT',
      'attributePerEventCountLimit',
      'How many attributes an event of a span keeps',
    ),
    limit(
      'OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT',
      'attributePerEventCountLimit',
      'The same, where OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT is not set',
      'OpenTelemetry JS',
    ),
  ],
  attributePerLinkCountLimit: [
    limit(
      'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT',
      'attributePerLinkCountLimit',
      'How many attributes a link of a span keeps',
    ),
    limit(
      'OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT',
      'attributePerLinkCountLimit',
      'The same, where OTEL_LINK_ATTRIBUTE_COUNT_LIMIT is not set',
      'OpenTelemetry JS',
    ),
  ],
};

export function spanLimitsFromEnvironment(): SpanLimits {
  const limits = Object.entries(SPAN_LIMITS).map(([of, variables]) => [of, read(...variables).value]);
  return Object.fromEntries(limits) as SpanLimits;
}

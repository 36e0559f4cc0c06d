import type { AttributeValue } from '@opentelemetry/api';
import { clipText } from '@portcall/core/internal';

// Reading them takes time in the call; OpenTelemetry's SDK walks arrays of any length.
const MOST_ELEMENTS = 100_000;

/**
 * What a span keeps of a value: texts, numbers, booleans, and arrays of one of them, in which null is allowed. Texts are
 * well-formed and at most so long; arrays are copies.
 *
 * @returns undefined for what is no value of an attribute
 * @throws whatever reading a foreign array throws
 * @see https://opentelemetry.io/docs/specs/otel/common/#attribute
 */
export function attributeValueOf(value: unknown, lengthLimit: number): AttributeValue | undefined {
  switch (typeof value) {
    case 'string':
      return clipText(value, lengthLimit);
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return Array.isArray(value) ? arrayOf(value, lengthLimit) : undefined;
    default:
      return undefined;
  }
}

type Element = string | number | boolean | null | undefined;

function arrayOf(given: readonly unknown[], lengthLimit: number): AttributeValue | undefined {
  const { length } = given;
  if (length > MOST_ELEMENTS) return undefined;
  const copy: Element[] = [];
  let type: string | undefined;
  for (let i = 0; i < length; i += 1) {
    const element = given[i];
    if (element !== null && element !== undefined) {
      if (!isElement(element) || (type !== undefined && typeof element !== type)) return undefined;
      type = typeof element;
    }
    copy.push(typeof element === 'string' ? clipText(element, lengthLimit) : element);
  }
  return copy as AttributeValue;
}

function isElement(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

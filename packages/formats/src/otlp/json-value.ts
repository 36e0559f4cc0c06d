import { base64Of } from '@portcall/core/internal';

/*
 * The OTLP/JSON mapping: names in lowerCamelCase, ids as hexadecimal digits, 64-bit integers as texts, enums as numbers, and
 * numbers that are not finite as proto3's mapping has them.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */

const TWO_63 = 2 ** 63;
const LAST_MILLISECOND = 18_446_744_073_709;

/** Attributes as a list of `KeyValue`. What is no value of an attribute is left out; a null in an array is an empty value. */
export function keyValuesJson(attributes: Readonly<Record<string, unknown>>): string {
  let list = '';
  for (const key in attributes) {
    const value = attributes[key];
    if (!isValue(value)) continue;
    list += `${list === '' ? '' : ','}{"key":${textJson(key)},"value":${anyValueJson(value)}}`;
  }
  return `[${list}]`;
}

/** A text in quotes. Half a character becomes U+FFFD: its escape is refused by receivers. */
export function textJson(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text.toWellFormed());
}

// Nothing of it needs an escape: to ask takes a third of what to escape takes.
const PLAIN = /^[ !#-[\]-~]*$/;

export function doubleJson(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return `"${value}"`;
}

/**
 * Milliseconds since 1970, with fractions, as nanoseconds in quotes: more digits than a number can hold. Zero for a
 * time that 64 bits cannot hold.
 */
export function nanosecondsJson(milliseconds: number): string {
  if (!(milliseconds > 0 && milliseconds < LAST_MILLISECOND)) return '"0"';
  const whole = Math.floor(milliseconds);
  const rest = Math.round((milliseconds - whole) * 1e6);
  if (rest === 1e6) return nanosecondsJson(whole + 1);
  return `"${whole === 0 ? '' : whole}${String(rest).padStart(6, '0')}"`;
}

function anyValueJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `{"stringValue":${textJson(value)}}`;
    case 'boolean':
      return `{"boolValue":${value}}`;
    case 'number':
      return isInt(value) ? `{"intValue":"${intDigits(value)}"}` : `{"doubleValue":${doubleJson(value)}}`;
    default:
      return typeof value === 'object' && value !== null ? objectJson(value) : '{}';
  }
}

function objectJson(value: object): string {
  if (value instanceof Uint8Array) return `{"bytesValue":"${base64Of(value)}"}`;
  if (!Array.isArray(value)) return `{"kvlistValue":{"values":${keyValuesJson(value as Record<string, unknown>)}}}`;
  return `{"arrayValue":{"values":[${value.map(anyValueJson).join(',')}]}}`;
}

function isInt(value: number): boolean {
  return Number.isInteger(value) && value >= -TWO_63 && value < TWO_63 && !Object.is(value, -0);
}

/** A whole number without an exponent. */
export function intDigits(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
}

function isValue(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) || (typeof value === 'object' && value !== null);
}

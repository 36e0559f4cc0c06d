import { bytesOfBase64 } from '@portcall/core/internal';
import type { AnyValue, KeyValue } from './written-metrics.js';

/** Attributes as they were given. */
export function readAttributes(written: readonly KeyValue[] = []): Readonly<Record<string, unknown>> {
  return Object.fromEntries(written.map(({ key = '', value = {} }) => [key, readValue(value)]));
}

function readValue(value: AnyValue): unknown {
  const { stringValue, boolValue, intValue, doubleValue, bytesValue, arrayValue, kvlistValue } = value;
  const number = intValue ?? doubleValue;
  if (number !== undefined) return Number(number);
  if (bytesValue !== undefined) return typeof bytesValue === 'string' ? bytesOfBase64(bytesValue) : bytesValue;
  if (arrayValue !== undefined) return (arrayValue.values ?? []).map(readValue);
  if (kvlistValue !== undefined) return readAttributes(kvlistValue.values);
  return stringValue ?? boolValue ?? null;
}

/** Tells attributes from all others, whatever the order in which they were written. */
export function attributesKey(written: readonly KeyValue[] = []): string {
  if (written.length < 2) return keyOf(written);
  return written.map(keyOf).sort().join('\n');
}

/** Numbers that JSON has no number for are different from each other, too. Most attributes are texts and whole numbers. */
function keyOf(written: unknown): string {
  const plain = JSON.stringify(written);
  return plain.includes('doubleValue') ? JSON.stringify(written, distinct) : plain;
}

function distinct(_: string, value: unknown): unknown {
  const isDistinct = typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0));
  return isDistinct ? value : { number: `${1 / value} ${value}` };
}

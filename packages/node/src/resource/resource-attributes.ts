import type { AttributeValue } from '@opentelemetry/api';
import { report } from '@portcall/core';
import { checkedText, isPlainObject, shown } from '@portcall/core/internal';

/*
 * Receivers refuse whole requests, metrics and spans alike, for one value in the resource that they cannot read: half a
 * character, NaN, an integer of more than 64 bits.
 */

/** What a resource is described with in code. */
export interface ResourceOptions {
  readonly serviceName?: string;
  readonly serviceVersion?: string;
  readonly resourceAttributes?: Readonly<Record<string, string | number | boolean>>;
}

type Attributes = Readonly<Record<string, string | number | boolean>>;

/**
 * The attributes that options give; what is undefined is left out.
 * @throws Error naming the option that a receiver could not read
 */
export function attributesOf({ serviceName, serviceVersion, resourceAttributes = {} }: ResourceOptions): Attributes {
  if (!isPlainObject(resourceAttributes))
    throw new Error(
      `resourceAttributes: ${shown(resourceAttributes)} is not a plain object; write { "deployment.environment.name": "prod" }`,
    );
  const given = {
    ...Object.fromEntries(
      Object.entries(resourceAttributes).map(([key, value]) => [checkedKey(key), checkedValue(value, key)]),
    ),
    ...present({
      'service.name': wellFormedText(serviceName, 'serviceName'),
      'service.version': wellFormedText(serviceVersion, 'serviceVersion'),
    }),
  };
  return given as Attributes;
}

/** The texts among them that are there. */
export function present(attributes: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}

/**
 * A value that stands in no code, as receivers can read it: with U+FFFD for half a character. What they cannot read at all is
 * left out. Either is said once per attribute.
 */
export function sendable(value: unknown, key: string): AttributeValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return correctedText(value, key);
  if (typeof value === 'boolean' || isNumberOf64Bits(value)) return value as AttributeValue;
  if (Array.isArray(value) && value.every((one) => typeof one === typeof value[0] && isSendable(one)))
    return value.map((one: unknown) => (typeof one === 'string' ? correctedText(one, key) : one)) as AttributeValue;
  report({
    key: 'register.resource',
    about: key,
    message: `${key}: ${shown(value)} cannot be sent; it is left out; let its detector give a text, true or false, a finite number, or an array of one of them`,
  });
  return undefined;
}

function isSendable(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || isNumberOf64Bits(value);
}

function correctedText(text: string, key: string): string {
  if (text.isWellFormed()) return text;
  report({
    key: 'register.resource',
    about: key,
    message: `${key}: ${shown(text)} holds half a character; it is sent as \ufffd; correct it in package.json, in the OTEL_* variable, or in its detector`,
  });
  return text.toWellFormed();
}

function checkedKey(key: string): string {
  if (key === '') throw new Error('resourceAttributes: an attribute has the empty key ""; give it a name');
  if (key.isWellFormed()) return key;
  throw halfCharacter('resourceAttributes', `the key ${shown(key)}`);
}

function halfCharacter(option: string, shown: string): Error {
  return new Error(
    `${option}: ${shown} holds half a character, which receivers refuse; cut texts between whole characters`,
  );
}

function wellFormedText(text: unknown, option: string): string | undefined {
  if (text === undefined || text === null) return undefined;
  const given = checkedText(text, option, 'write it as a text');
  if (given.isWellFormed()) return given;
  throw halfCharacter(option, shown(text));
}

function checkedValue(value: unknown, key: string): unknown {
  if (typeof value === 'boolean' || isNumberOf64Bits(value)) return value;
  if (typeof value === 'string' || value === undefined || value === null)
    return wellFormedText(value, `resourceAttributes[${shown(key)}]`);
  throw new Error(
    `resourceAttributes[${shown(key)}]: ${shown(value)} cannot be sent; give a text, true or false, or a finite ` +
      'number of at most 64 bits',
  );
}

/** A whole number is sent as an integer of 64 bits. */
function isNumberOf64Bits(value: unknown): boolean {
  return Number.isInteger(value) ? Math.abs(value as number) < 2 ** 63 : Number.isFinite(value);
}

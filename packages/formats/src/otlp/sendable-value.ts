import { clipText } from '@portcall/core/internal';

/** Told what could not be sent as it was, such as `attribute "lot"`, and what it was. */
export type Corrected = (what: string, was: unknown) => void;

/** What attributes are read as: those of third parties may hold anything. */
export type AttributesLike = Readonly<Record<string, unknown>>;

const DEEPEST = 16;

/**
 * A value as OTLP's JSON can carry it; the very same where it can as it is, undefined where nothing of it can be sent.
 *
 * JSON has no number for NaN, ±Infinity, and integers from 2^63: they are sent as texts, together with the other numbers of
 * their array. Null in an array becomes '', 0 or false, as the specification allows; half a character U+FFFD.
 *
 * @throws whatever reading it throws
 * @see https://opentelemetry.io/docs/specs/otel/common/#attribute
 */
export function sendableValue(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return sendableText(value);
    case 'number':
      return isSendable(value) ? value : String(value);
    case 'bigint':
      return String(value);
    case 'boolean':
      return value;
    case 'object':
      return value === null || depth > DEEPEST ? undefined : sendableObject(value, depth + 1);
    default:
      return undefined;
  }
}

export function sendableText(text: string): string {
  return clipText(text, Number.POSITIVE_INFINITY);
}

function isSendable(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Math.abs(value) < 2 ** 63);
}

function sendableObject(value: object, depth: number): unknown {
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return sendableArray(value, depth);
  const attributes = value as AttributesLike;
  return sendableAttributes(attributes, () => {}, depth);
}

function sendableArray(list: readonly unknown[], depth: number): readonly unknown[] {
  const areTexts = list.some((element) => typeof element === 'number' && !isSendable(element));
  const blank = areTexts ? '' : blankOf(list.find((element) => element !== null && element !== undefined));
  // Not map(), which leaves out what is missing.
  const sendable = Array.from(list, (element) =>
    areTexts && typeof element === 'number' ? String(element) : (sendableValue(element, depth) ?? blank),
  );
  return sendable.every((element, i) => element === list[i]) ? list : sendable;
}

function blankOf(element: unknown): unknown {
  if (typeof element === 'number') return 0;
  return typeof element === 'boolean' ? false : '';
}

/** Attributes as they can be sent; the very same where they can as they are. What cannot be read is left out. Never throws. */
export function sendableAttributes(given: AttributesLike, corrected: Corrected, depth = 0): AttributesLike {
  return areSendable(given, depth) ? given : withoutTheRest(given, corrected, depth);
}

export function areSendable(given: AttributesLike, depth: number): boolean {
  try {
    for (const key in given) {
      if (key === '' || !key.isWellFormed()) return false;
      const value = given[key];
      if (value === undefined || sendableValue(value, depth) !== value) return false;
    }
    return true;
  } catch {
    return false;
  }
}

function withoutTheRest(given: AttributesLike, corrected: Corrected, depth: number): AttributesLike {
  const sendable: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of keysOf(given)) {
    const was = readFrom(given, key);
    const value = key === '' ? undefined : valueOrNothing(was, depth);
    if (value !== undefined) sendable[sendableText(key)] = value;
    // An attribute that is not set is none, and nothing is lost with it.
    if (was !== undefined && was !== null && (value !== was || !key.isWellFormed())) {
      corrected(`attribute ${JSON.stringify(key)}`, was);
    }
  }
  return sendable;
}

function keysOf(given: AttributesLike): readonly string[] {
  try {
    return Object.keys(given);
  } catch {
    return [];
  }
}

const UNREADABLE = Symbol('unreadable');

function readFrom(given: AttributesLike, key: string): unknown {
  try {
    return given[key];
  } catch {
    return UNREADABLE;
  }
}

function valueOrNothing(value: unknown, depth: number): unknown {
  try {
    return sendableValue(value, depth);
  } catch {
    return undefined;
  }
}

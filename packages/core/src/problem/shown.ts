import { oneLine } from '../plain/one-line.js';

const LONGEST = 60;

/** A value as a person can read it in a message: short, in one line, and never throwing, whatever the value does. */
export function shown(value: unknown): string {
  try {
    return oneLine(shortened(spelled(value)));
  } catch {
    return `an unreadable ${typeof value}`;
  }
}

/** Values to choose from, as a person can read them in a message: `"events", "spans"`. */
export function listed(values: readonly unknown[]): string {
  return values.map(shown).join(', ');
}

function spelled(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.slice(0, LONGEST));
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'symbol':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'function':
      return 'a function';
    case 'object':
      if (value === null) return 'null';
      if (isError(value)) return `${value.name}: ${value.message}`;
      return Array.isArray(value) ? 'an array' : spelledObject(value);
  }
}

/** With its kind where that says what is wrong with it, such as a promise nobody has awaited. */
function spelledObject(value: object): string {
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return kind === 'Object' ? 'an object' : `an object (${kind})`;
}

/** Errors of another realm too, such as a test runner's. */
function isError(value: object): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

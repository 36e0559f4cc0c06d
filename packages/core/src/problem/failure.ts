import { shown } from './shown.js';

/** What is said of something that was thrown. */
export interface Failure {
  /** The error's own code, else its name; for what is no error, its type. */
  readonly code: string;
  readonly message: string;
}

/** Reads whatever was thrown, once and without changing it. Never throws. */
export function failureOf(thrown: unknown): Failure {
  try {
    if (typeof thrown !== 'object' || thrown === null) return { code: typeNameOf(thrown), message: shown(thrown) };
    const { code, name, message, cause } = thrown as Readonly<Record<string, unknown>>;
    if (quotesAQuery(thrown) && typeof cause === 'object' && cause !== null) return failureOf(cause);
    return {
      code: textOf(code) ?? textOf(name) ?? 'object',
      message: typeof message === 'string' ? message : shown(thrown),
    };
  } catch {
    return { code: 'unreadable', message: shown(thrown) };
  }
}

/** Errors such as Drizzle's have a message made of the statement and its parameters, and the driver's error as their cause. */
export function quotesAQuery(thrown: object): boolean {
  return Object.hasOwn(thrown, 'query') && Object.hasOwn(thrown, 'params');
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function typeNameOf(thrown: unknown): string {
  return thrown === null ? 'null' : typeof thrown;
}

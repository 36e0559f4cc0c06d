import { report } from '@portcall/core';
import { ownText, type ScopeAttributes, scopeHere, shown, utf8Length } from '@portcall/core/internal';
import { calls, NOWHERE } from '../running/async-context.js';

/** So many that a request, its user and its tenant find room, and that a call has no more than its own may be. */
const MOST = 64;
/** In bytes of UTF-8, as of an attribute of a metric. */
const LONGEST_TEXT = 2_048;

/**
 * Runs `body` with attributes for everything inside, in async code too: metrics whose catalog declares a key as `scoped(…)`
 * take it from here where a recording does not give it, and the spans of calls made inside have all of them. Scopes lie in one
 * another: the inner value counts, and `undefined` leaves the outer one.
 *
 * A call that is running already keeps the attributes it began with. Gives what `body` gives and throws what it throws; values
 * that are not texts of at most 2048 bytes, finite numbers or booleans are left out, and reported.
 * @param attributes such as `{ tenant: 'acme' }`, at most 64 together
 * @see https://opentelemetry.io/docs/specs/semconv/general/naming/ for keys that others use
 */
export function withAttributes<A extends unknown[], T>(
  attributes: Readonly<Record<string, string | number | boolean | undefined>>,
  body: (...args: A) => T,
  ...args: A
): T {
  scopeHere.attributes ??= () => calls.getStore()?.scope;
  const { call, next, silent, context, scope, operationOf } = calls.getStore() ?? NOWHERE;
  return calls.run({ call, next, silent, context, scope: within(scope, attributes), operationOf }, body, ...args);
}

function within(outer: ScopeAttributes | undefined, given: unknown): ScopeAttributes | undefined {
  const merged: Record<string, string | number | boolean> = { ...outer };
  try {
    const own = (given ?? {}) as Readonly<Record<string, unknown>>;
    // Letters and items have keys too.
    const areNone = typeof own !== 'object' || Array.isArray(own);
    if (areNone) refuse('of those given', given);
    for (const key of areNone ? [] : Object.keys(own)) {
      const value = own[key];
      if (value === undefined || value === null) continue;
      if (isKey(key) && isValue(value) && hasRoom(merged, key))
        merged[key] = typeof value === 'string' ? ownText(value) : value;
      else refuse(shown(key), value);
    }
  } catch (cause) {
    refuse('of those given', given, cause);
  }
  return Object.freeze(merged);
}

function isKey(key: string): boolean {
  return key !== '' && key !== '__proto__' && key.length <= 256 && key.isWellFormed();
}

function isValue(value: unknown): value is string | number | boolean {
  if (typeof value === 'string') return value.isWellFormed() && utf8Length(value) <= LONGEST_TEXT;
  return typeof value === 'boolean' || Number.isFinite(value);
}

function hasRoom(attributes: ScopeAttributes, key: string): boolean {
  return Object.hasOwn(attributes, key) || Object.keys(attributes).length < MOST;
}

function refuse(which: string, value: unknown, cause?: unknown): void {
  report({
    key: 'call.attribute',
    about: 'withAttributes()',
    message: `withAttributes(): the attribute ${which} cannot be ${shown(value)}; it is left out; give texts of at most ${LONGEST_TEXT} bytes, finite numbers or booleans, at most ${MOST} together`,
    cause,
  });
}

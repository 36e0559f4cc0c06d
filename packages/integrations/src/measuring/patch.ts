import { report } from '@portcall/core';
import { processWide } from '@portcall/core/internal';
import type { AnyFunction } from '@portcall/trace';

// One per process: an app may load this package as ESM and as CommonJS and hand the same client to both.
const traced = processWide('integrations.traced', () => new WeakSet<object>());

/** Whether this object is seen for the first time: nothing is patched twice. */
export function firstSight(target: object): boolean {
  if (traced.has(target)) return false;
  traced.add(target);
  return true;
}

/**
 * Puts another function in the place of one object's method; the class and other instances keep theirs. An object that
 * lacks the method stays as it is, and so does one that cannot be changed, which is reported.
 */
export function replaceMethod(target: object, name: string, replacement: (original: AnyFunction) => AnyFunction): void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== 'function') return;
  const value = replacement(original as AnyFunction);
  if (Reflect.defineProperty(target, name, { value, writable: true, configurable: true })) return;
  report({
    key: 'call.integration',
    about: name,
    message: `${name}(): this method of a client cannot be replaced; its calls stay untraced; give the client before it is frozen`,
  });
}

export type Method = (...args: unknown[]) => unknown;

/**
 * Puts a method on one object, over the one it has; nothing where it has none. It is not seen among the keys of the object
 * where it was not before.
 *
 * @throws TypeError for an object that takes none
 */
export function hook(target: object, name: PropertyKey, around: (method: Method) => Method): void {
  const method: unknown = Reflect.get(target, name);
  if (typeof method !== 'function') return;
  Object.defineProperty(target, name, {
    value: around(method as Method),
    configurable: true,
    writable: true,
    enumerable: Object.prototype.propertyIsEnumerable.call(target, name),
  });
}

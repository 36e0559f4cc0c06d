/**
 * State that must be one per process: an app may load this package twice, once as ESM and once as CommonJS.
 *
 * @param name what the state is; the same name gives the same object
 * @param create called once per process
 */
export function processWide<T extends object>(name: string, create: () => T): T {
  const key = Symbol.for(`portcall.${name}.v1`);
  const holder = globalThis as unknown as Record<symbol, T | undefined>;
  holder[key] ??= create();
  return holder[key];
}

import type { AnyFunction } from '@portcall/trace';

/** Prisma takes `$on` from what it extends: here the events of the client that was given are heard. */
export function withEvents(extended: object, client: object): object {
  const { $on } = client as { readonly $on?: AnyFunction | undefined };
  if (typeof $on !== 'function') return extended;
  return Object.create(extended, {
    $on: {
      value(this: unknown, ...args: unknown[]): unknown {
        Reflect.apply($on, client, args);
        return this;
      },
    },
  }) as object;
}

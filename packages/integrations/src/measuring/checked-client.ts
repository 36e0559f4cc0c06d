import { shown } from '@portcall/core/internal';

/** What a client is told by: one of these is in all of them. */
interface Known {
  readonly by: readonly string[];
  /** As the end of "… is not …". */
  readonly called: string;
  readonly todo: string;
}

/**
 * That somebody was given what he traces, and not what it is made of, a promise of it, or nothing.
 *
 * @throws Error such as `tracedPg(): undefined is not a client of pg; give new Client(…) or new Pool(…)`
 */
export function checkClient(client: unknown, what: string, { by, called, todo }: Known): void {
  const isThing = typeof client === 'function' || (typeof client === 'object' && client !== null);
  if (isThing && by.some((name) => (Reflect.get(client, name) ?? undefined) !== undefined)) return;
  throw new Error(`${what}: ${shown(client)} is not ${called}; ${todo}`);
}

/** What ends when nobody can hear of it any more. */
export interface Abandonable {
  abandoned(): void;
}

// An answer that nobody reads to its end is not heard of again; the call must not hold it, or it would never be collected.
const unread = new FinalizationRegistry<Abandonable>((call) => call.abandoned());

/** Ends a call once nobody can read its answer any more. */
export function abandonedWith(answer: object, call: Abandonable): void {
  unread.register(answer, call);
}

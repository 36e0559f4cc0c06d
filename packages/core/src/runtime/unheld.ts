/** The timer, for which no process goes on; other runtimes have numbers for timers, and nothing that would wait for one. */
export function unheld<T extends object>(timer: T): T {
  (timer as { readonly unref?: () => unknown }).unref?.();
  return timer;
}

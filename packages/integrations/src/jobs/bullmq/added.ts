import { replaceMethod } from '../../measuring/patch.js';

let delayMs: number | undefined;

/** By how much the job is delayed that is being added. BullMQ's telemetry is not told. */
export function delayOfAdded(): number | undefined {
  return delayMs;
}

/** Lets a queue say by how much each job is delayed that is added to it. */
export function tellDelays(queue: object): void {
  replaceMethod(queue, 'add', (add) => (...args: unknown[]): unknown => {
    const { delay } = (args[2] ?? {}) as { readonly delay?: unknown };
    delayMs = typeof delay === 'number' && delay > 0 ? delay : undefined;
    try {
      // Telemetry is told before it first waits.
      return Reflect.apply(add, queue, args);
    } finally {
      delayMs = undefined;
    }
  });
}

import { report } from '../problem/problem.js';
import { turn } from '../runtime/turn.js';
import type { Receiver } from './receiver.js';

/**
 * Calls `consumer` with everything that comes: later than it was emitted, in order, and one at a time, so that what it
 * promises is awaited. What it throws or rejects with is reported, and the next one goes on. Ends with the receiver.
 * @param name who consumes, for the report
 */
export async function consume<T extends {}>(
  receiver: Receiver<T>,
  consumer: (item: T) => unknown,
  name: string,
): Promise<void> {
  for await (const first of receiver) {
    if (receiver.disconnected) return;
    let left = receiver.pending;
    for (let item: T | undefined = first; item !== undefined; item = left-- > 0 ? receiver.take() : undefined) {
      await give(item, consumer, name);
    }
    // A consumer that emits what it consumes would otherwise never let anything else run.
    await turn();
  }
}

async function give<T>(item: T, consumer: (item: T) => unknown, name: string): Promise<void> {
  try {
    await consumer(item);
  } catch (cause) {
    report({
      key: 'observe.consumer',
      about: name,
      message: `observer ${name}: its consumer failed; that event may be lost there and the next one goes on; fix the error`,
      cause,
    });
  }
}

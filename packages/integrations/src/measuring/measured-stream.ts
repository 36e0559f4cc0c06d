import { systemClock } from '@portcall/core';
import type { CurrentCall } from '@portcall/trace';
import { Measurement, type Operation, unobserved } from './measurement.js';

/**
 * Measures an operation that is read step by step. Its duration is the time spent waiting for the client, without what the
 * reader does in between; a reader that leaves early ends it as well.
 */
export async function* measuredStream<T>(
  call: CurrentCall,
  operation: Operation,
  open: () => AsyncIterableIterator<T>,
  rowsOf: (step: T) => number,
): AsyncGenerator<T, void, undefined> {
  const measurement = new Measurement(call, operation);
  let waitedMs = 0;
  let rows = 0;
  let atEnd = false;
  const wait = async <R>(step: () => Promise<R>): Promise<R> => {
    const before = systemClock.monotonic();
    try {
      return await unobserved(call, step);
    } catch (thrown) {
      atEnd = true;
      measurement.failed(thrown, waitedMs + systemClock.monotonic() - before);
      throw thrown;
    } finally {
      waitedMs += systemClock.monotonic() - before;
    }
  };
  const stream = unobserved(call, open);
  try {
    for (;;) {
      const step = await wait(() => stream.next());
      atEnd = step.done === true;
      if (step.done === true) return;
      rows += rowsOf(step.value);
      yield step.value;
    }
  } finally {
    if (!atEnd) await wait(async () => stream.return?.());
    measurement.succeeded(() => rows, waitedMs);
  }
}

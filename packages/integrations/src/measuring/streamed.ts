import type { CurrentCall } from '@portcall/trace';
import { Measurement, type Operation, observedAgain, unobserved } from './measurement.js';
import { replaceMethod } from './patch.js';

/**
 * Measures what fills a stream that the app reads, from its beginning to the end of the stream, which whoever reads it may put
 * off. Its listeners are the app's.
 * @param run begins to fill it; where that fails, so has the operation
 */
export function streamed<T>(call: CurrentCall, operation: Operation, stream: object, run: () => T): T {
  const measurement = new Measurement(call, operation);
  followStream(measurement, stream);
  try {
    return unobserved(call, run);
  } catch (thrown) {
    measurement.failed(thrown);
    throw thrown;
  }
}

/** Ends a measurement with a stream, whose rows it counts. */
export function followStream(measurement: Measurement, stream: object): void {
  let rows = 0;
  replaceMethod(stream, 'push', (push) => (...args: unknown[]): unknown => {
    if (args[0] !== null) rows += 1;
    return Reflect.apply(push, stream, args);
  });
  // No listeners: one for `error` would hide an error that nobody else listens to.
  replaceMethod(stream, 'emit', (emit) => (...args: unknown[]): unknown => {
    const [event, cause] = args;
    if (event === 'error') measurement.failed(cause);
    else if (event === 'end' || event === 'close') measurement.succeeded(() => rows);
    return observedAgain((): unknown => Reflect.apply(emit, stream, args));
  });
}

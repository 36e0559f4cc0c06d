import { type AnyFunction, type CurrentCall, currentCall } from '@portcall/trace';
import { followed } from '../../measuring/measurement.js';

const thrown = new WeakMap<CurrentCall, { readonly value: unknown }>();

/** What the processor of a job has thrown, of which BullMQ's telemetry is told the text only; undefined where that is not known. */
export function thrownIn(call: CurrentCall): { readonly value: unknown } | undefined {
  return thrown.get(call);
}

/** The same processor, of which is kept what it throws until its job ends. */
export function tellingWhatItThrows(processor: AnyFunction): AnyFunction {
  const telling = function (this: unknown, ...args: unknown[]): unknown {
    const call = currentCall();
    if (call === undefined) return Reflect.apply(processor, this, args);
    return followed(() => Reflect.apply(processor, this, args) as unknown, {
      succeeded: () => {},
      failed: (value) => thrown.set(call, { value }),
    });
  };
  // BullMQ makes an AbortController for one that takes a third argument.
  return Object.defineProperty(telling, 'length', { value: processor.length, configurable: true });
}

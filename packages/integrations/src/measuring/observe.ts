import type { CurrentCall } from '@portcall/trace';
import { observingCall, refuseIfLate } from './measurement.js';
import { replaceMethod } from './patch.js';

/** What happens instead of a method within a call. `run` calls the method itself, with its own arguments or with others. */
export type InCall = (
  call: CurrentCall,
  run: (others?: readonly unknown[]) => unknown,
  args: readonly unknown[],
) => unknown;

/**
 * Looks on when a method of this one object is called within a call; outside of one the method is called, and that is all.
 * @param madeBy see `observingCall`
 */
export function observe(target: object, method: string, inCall: InCall, madeBy?: CurrentCall): void {
  replaceMethod(target, method, (original) => (...args: unknown[]): unknown => {
    const call = observingCall(madeBy);
    if (call !== undefined) return inCall(call, (others = args) => Reflect.apply(original, target, others), args);
    refuseIfLate();
    return Reflect.apply(original, target, args);
  });
}

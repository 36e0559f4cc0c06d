import type { AttributesArgument, NoAttributes } from '../declare/attribute.js';
import type { UpDownCounter } from './recorder.js';

/**
 * Adds one now and takes it away when the scope is left: `using _ = track(activeStreams)`. Ends once, however often it
 * is disposed, and where it began: the app may change its attributes meanwhile. Never throws.
 */
export function track<A extends object = NoAttributes>(
  upDownCounter: UpDownCounter<A> & { readonly with: (...attributes: AttributesArgument<A>) => UpDownCounter },
  ...attributes: AttributesArgument<NoInfer<A>>
): Disposable {
  const series = upDownCounter.with(...attributes);
  series.add(1);
  let tracked = true;
  return {
    [Symbol.dispose](): void {
      if (!tracked) return;
      tracked = false;
      series.add(-1);
    },
  };
}

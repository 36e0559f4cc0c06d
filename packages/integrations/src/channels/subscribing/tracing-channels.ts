import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel';
import { processWide } from '@portcall/core/internal';

const telling = processWide('integrations.tracing-channels', () => ({ users: 0 }));

/**
 * Has tracing channels say whether anybody listens, on runtimes where they do not, as on Bun: libraries that ask publish nothing
 * there.
 * @returns ends it, with the last one who wanted it
 */
export function tellOfSubscribers(): () => void {
  const prototype = Object.getPrototypeOf(tracingChannel('portcall')) as object;
  if (telling.users === 0) {
    if ('hasSubscribers' in prototype || prototype === Object.prototype) return () => {};
    defineOn(prototype);
  }
  telling.users += 1;
  return () => {
    telling.users -= 1;
    if (telling.users === 0) Reflect.deleteProperty(prototype, 'hasSubscribers');
  };
}

function defineOn(prototype: object): void {
  Object.defineProperty(prototype, 'hasSubscribers', {
    configurable: true,
    get(this: TracingChannel) {
      const { start, end, asyncStart, asyncEnd, error } = this;
      return [start, end, asyncStart, asyncEnd, error].some(({ hasSubscribers }) => hasSubscribers);
    },
  });
}

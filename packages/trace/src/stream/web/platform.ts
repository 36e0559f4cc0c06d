import { nativeTypes } from '@portcall/core/internal';
import { follow } from '../../running/follow.js';
import type { StreamWatch } from '../end-of-stream.js';
import { hook, type Method } from '../hook.js';
import { Relay } from './relay.js';

/**
 * What the platform pipes and tees it reads past anything that was put on a stream, so it is given a relay to read: a
 * stream of the same kind, with the same chunks. To everybody else the given one is locked, as it would be.
 */
export function watchPlatform(stream: ReadableStream<unknown>, getReader: Method, watch: StreamWatch): void {
  const relayed = (method: Method, args: unknown[], isTeed = false): { given: unknown; relay: Relay | undefined } => {
    if (!watch.isOpen || stream.locked) return { given: Reflect.apply(method, stream, args), relay: undefined };
    const relay = new Relay(stream, getReader, watch, isTeed);
    try {
      return { given: Reflect.apply(method, relay.stream, args), relay };
    } catch (thrown) {
      // It was asked for something that there is not, which is told before anything is read.
      relay.release();
      throw thrown;
    }
  };
  hook(stream, 'pipeTo', (pipeTo) => (...args) => {
    const { given, relay } = relayed(pipeTo, args);
    return relay === undefined || !nativeTypes.isPromise(given) ? given : releasedAfter(given, relay);
  });
  hook(
    stream,
    'pipeThrough',
    (pipeThrough) =>
      (...args) =>
        relayed(pipeThrough, args).given,
  );
  hook(
    stream,
    'tee',
    (tee) =>
      (...args) =>
        relayed(tee, args, true).given,
  );
}

function releasedAfter(piped: Promise<unknown>, relay: Relay): Promise<unknown> {
  return follow(
    piped,
    (value) => {
      relay.release();
      return value;
    },
    (thrown) => {
      relay.release();
      throw thrown;
    },
  );
}

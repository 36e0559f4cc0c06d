import type { Readable } from 'node:stream';
import { nativeTypes } from '@portcall/core/internal';
import { watchIterable } from './async-iterable.js';
import type { StreamEnds } from './end-of-stream.js';
import { watchGenerator } from './iterator.js';
import { endedBefore, isNodeStream, watchNodeStream } from './node-stream.js';
import { Watch } from './watch.js';
import { isWebStream, watchWebStream } from './web/web-stream.js';

const watches = new WeakMap<object, Watch>();

/**
 * Leaves the call open until the stream ends. The stream is watched in place, and once, whatever gives it how often.
 * Never throws.
 *
 * @returns false for a stream that cannot be watched, which is a value like others
 */
export function watchStream(stream: object, ends: StreamEnds): boolean {
  try {
    const watch = watches.get(stream) ?? watched(stream);
    if (watch === undefined || !watch.join(stream, ends)) return false;
    if (watch.emits) endedBefore(stream as Readable, watch);
    return true;
  } catch {
    // A proxy that throws when it is looked at, a method that cannot be replaced.
    return false;
  }
}

function watched(stream: object): Watch | undefined {
  if (!Object.isExtensible(stream)) return undefined;
  const watch = nativeTypes.isGeneratorObject(stream) ? ofGenerator(stream) : ofStream(stream);
  if (watch !== undefined) watches.set(stream, watch);
  return watch;
}

function ofGenerator(generator: object): Watch {
  const watch = new Watch(true, false);
  watchGenerator(generator, watch);
  return watch;
}

function ofStream(stream: object): Watch | undefined {
  const isNode = isNodeStream(stream);
  const isWeb = !isNode && isWebStream(stream);
  const watch = new Watch(isNode || isWeb, isNode);
  if (isNode) watchNodeStream(stream, watch);
  else if (!isWeb) watchIterable(stream as AsyncIterable<unknown>, watch);
  else if (stream.locked) return undefined;
  else watchWebStream(stream, watch);
  return watch;
}

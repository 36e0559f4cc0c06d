import type {
  ReadableByteStreamController,
  ReadableStreamController,
  ReadableStreamDefaultReader,
  UnderlyingSource,
} from 'node:stream/web';
import { runInCall } from '../run-in-call.js';
import { chunkBytes } from './chunk-bytes.js';
import { whenForgotten } from './forgotten.js';
import type { StreamEnds } from './stream-ends.js';

type Controller = ReadableStreamController<unknown>;

/**
 * A Web stream with the same chunks, which asks the given one only when it is asked: streams of this kind can be read by
 * the platform itself, past anything that could be put on them, so the given one cannot be watched in place.
 * @returns undefined for one that somebody reads already, and for one of the app's own class
 */
export function watchWebStream(source: ReadableStream, ends: StreamEnds): ReadableStream | undefined {
  if (source.locked || Object.getPrototypeOf(source) !== ReadableStream.prototype) return undefined;
  const type = isByteStream(source) ? 'bytes' : undefined;
  const watch = new Watch(source.getReader(), ends);
  const watched: ReadableStream = new ReadableStream(
    {
      ...(type === undefined ? {} : { type }),
      start: (controller: Controller) => watch.start(controller),
      pull: (controller: Controller) => watch.pull(controller),
      cancel: (reason?: unknown) => watch.cancel(reason),
    } as unknown as UnderlyingSource,
    { highWaterMark: 0 },
  );
  whenForgotten(watched, ends.abandoned);
  return watched;
}

type End = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly thrown: unknown };

class Watch {
  private isReading = false;
  private end: End | undefined;

  constructor(
    private readonly reader: ReadableStreamDefaultReader<unknown>,
    private readonly ends: StreamEnds,
  ) {}

  start(controller: Controller): void {
    // Weakly: whoever fills the source holds it, and through it would hold a stream that everybody else has forgotten.
    const weakly = new WeakRef(controller);
    const ended = (end: End): void => {
      this.end = end;
      // The source may have ended behind a chunk that is on its way.
      if (!this.isReading) this.tellEnd(end, weakly.deref());
    };
    this.reader.closed.then(
      () => ended({ kind: 'done' }),
      (thrown: unknown) => ended({ kind: 'failed', thrown }),
    );
  }

  async pull(controller: Controller): Promise<void> {
    const { call } = this.ends;
    this.isReading = true;
    try {
      const step = await runInCall(call, () => this.reader.read());
      if (step.done) this.end ??= { kind: 'done' };
      else {
        if (!call.isFinished) call.recordStreamChunk(chunkBytes(step.value));
        controller.enqueue(step.value);
      }
    } catch (thrown) {
      this.end = { kind: 'failed', thrown };
    }
    this.isReading = false;
    if (this.end !== undefined) this.tellEnd(this.end, controller);
  }

  cancel(reason: unknown): Promise<void> {
    this.ends.abandoned();
    return this.reader.cancel(reason);
  }

  private tellEnd(end: End, controller: Controller | undefined): void {
    if (end.kind === 'failed') {
      this.ends.failed(end.thrown);
      controller?.error(end.thrown);
    } else {
      this.ends.done();
      close(controller);
    }
  }
}

function close(controller: Controller | undefined): void {
  try {
    controller?.close();
    // A reader that brought its own buffer waits for it to be given back.
    (controller as ReadableByteStreamController | undefined)?.byobRequest?.respond(0);
  } catch {
    // It is closed already: cancelled, or closed a moment ago.
  }
}

function isByteStream(source: ReadableStream): boolean {
  try {
    source.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}

import type { ReadableByteStreamController, ReadableStreamController, UnderlyingSource } from 'node:stream/web';
import type { StreamWatch } from '../end-of-stream.js';
import { DONE, type EndOfStream } from '../end-of-stream.js';
import type { Method } from '../hook.js';

type Controller = ReadableStreamController<unknown>;
type Reader = ReadableStreamDefaultReader<unknown>;

/** A Web stream with the chunks of another one, which it asks only when it is asked. */
export class Relay {
  readonly stream: ReadableStream<unknown>;
  private readonly reader: Reader;
  private isReading = false;
  private isReleased = false;
  private end: EndOfStream | undefined;

  /**
   * @param getReader as the source had it before it was watched
   * @param isTeed whether the source stays locked when it has ended: one that was teed does
   */
  constructor(
    source: ReadableStream<unknown>,
    getReader: Method,
    private readonly watch: StreamWatch,
    private readonly isTeed: boolean,
  ) {
    const type = isByteStream(source, getReader) ? 'bytes' : undefined;
    this.reader = Reflect.apply(getReader, source, []) as Reader;
    this.stream = new ReadableStream(
      {
        ...(type === undefined ? {} : { type }),
        start: (controller: Controller) => this.start(controller),
        pull: (controller: Controller) => this.pull(controller),
        cancel: (reason?: unknown) => this.cancel(reason),
      } as unknown as UnderlyingSource,
      { highWaterMark: 0 },
    ) as ReadableStream<unknown>;
  }

  /** The source can be read by others again. */
  release(): void {
    this.isReleased = true;
    try {
      this.reader.releaseLock();
    } catch {
      // Not while it reads, in a stream of another make.
    }
  }

  private start(controller: Controller): void {
    const ended = (end: EndOfStream): void => {
      if (this.isReleased) return;
      this.end = end;
      // The source may have ended behind a chunk that is on its way.
      if (!this.isReading) this.tellEnd(end, controller);
    };
    this.reader.closed.then(
      () => ended(DONE),
      (thrown: unknown) => ended({ kind: 'failed', thrown }),
    );
  }

  private async pull(controller: Controller): Promise<void> {
    this.isReading = true;
    try {
      const step = await this.watch.inside(this.reader.read.bind(this.reader), undefined, []);
      if (step.done) this.end ??= DONE;
      else {
        this.watch.chunk(step.value);
        controller.enqueue(step.value);
      }
    } catch (thrown) {
      this.end = { kind: 'failed', thrown };
    }
    this.isReading = false;
    if (this.end !== undefined && !this.isReleased) this.tellEnd(this.end, controller);
  }

  private cancel(reason: unknown): Promise<void> {
    const given = this.watch.inside(this.reader.cancel.bind(this.reader), undefined, [reason]);
    this.watch.abandoned();
    given.then(
      () => this.over(),
      () => this.over(),
    );
    return given;
  }

  private tellEnd(end: EndOfStream, controller: Controller): void {
    if (end.kind === 'failed') {
      this.watch.failed(end.thrown);
      controller.error(end.thrown);
    } else {
      this.watch.done();
      close(controller);
    }
    this.over();
  }

  private over(): void {
    if (!this.isTeed) this.release();
  }
}

function close(controller: Controller): void {
  try {
    controller.close();
    // A reader that brought its own buffer waits for it to be given back.
    (controller as ReadableByteStreamController).byobRequest?.respond(0);
  } catch {
    // It is closed already: cancelled, or closed a moment ago.
  }
}

function isByteStream(source: ReadableStream<unknown>, getReader: Method): boolean {
  try {
    (Reflect.apply(getReader, source, [{ mode: 'byob' }]) as Reader).releaseLock();
    return true;
  } catch {
    return false;
  }
}

import { turn } from '@portcall/core/internal';

/** Pieces of 128 KiB that wait for the slowest reader; who falls further behind the fastest one gets no more. */
const MOST_WAITING = 256;

/** A place in a text that others read too. */
export type TextReader = AsyncGenerator<Uint8Array, void>;

/** How long those who ask while a text is made wait for its end at most, before they are given one of their own. */
const LONGEST_WAIT_MS = 50;

/**
 * Gives everybody who asks in one turn of the event loop, or while another text is made, the same text, which is made once.
 * @param begin called after they have asked, so that what was recorded before is in the text
 */
export function sharedTexts(begin: () => Promise<Iterable<Uint8Array>>): () => Promise<TextReader> {
  let gathering: Promise<SharedText> | undefined;
  let made = Promise.resolve();
  return async () => {
    gathering ??= Promise.race([made, wait(LONGEST_WAIT_MS)])
      .then(turn)
      .then(async () => {
        gathering = undefined;
        const text = new SharedText((await begin())[Symbol.iterator]());
        made = text.made;
        return text;
      });
    return (await gathering).reader();
  };
}

/**
 * A text that is made piece by piece, when its fastest reader wants the next one and the event loop has had a turn. A
 * piece is kept until every reader has had it.
 */
class SharedText {
  private readonly waiting: Uint8Array[] = [];
  /** How many pieces are no longer kept. */
  private gone = 0;
  private isWhole = false;
  private making: Promise<void> | undefined;
  private finish = (): void => {};
  /** Resolves once there is nothing left to make, or nobody to make it for. */
  readonly made = new Promise<void>((resolve) => {
    this.finish = resolve;
  });
  private readonly places = new Set<{ at: number }>();

  constructor(private readonly pieces: Iterator<Uint8Array>) {}

  reader(): TextReader {
    const place = { at: 0 };
    this.places.add(place);
    return this.read(place);
  }

  private async *read(place: { at: number }): TextReader {
    try {
      for (;;) {
        while (place.at === this.gone + this.waiting.length) {
          if (this.isWhole) return;
          await this.makeOne();
        }
        if (place.at < this.gone)
          throw new Error(
            'prometheus: a scrape was read too slowly, while others read the same text; scrape it at another time',
          );
        const piece = this.waiting[place.at - this.gone] as Uint8Array;
        place.at += 1;
        this.forgetRead();
        yield piece;
      }
    } finally {
      this.places.delete(place);
      if (this.places.size === 0) this.finish();
      this.forgetRead();
    }
  }

  private makeOne(): Promise<void> {
    this.making ??= turn().then(() => {
      this.making = undefined;
      const next = this.pieces.next();
      if (next.done === true) {
        this.isWhole = true;
        this.finish();
      } else if (next.value.length > 0) this.waiting.push(next.value); // nothing is a pause
      if (this.waiting.length > MOST_WAITING) this.forget(1);
    });
    return this.making;
  }

  private forgetRead(): void {
    const slowest = Math.min(...Array.from(this.places, ({ at }) => at));
    if (Number.isFinite(slowest) && slowest > this.gone) this.forget(slowest - this.gone);
  }

  private forget(count: number): void {
    this.waiting.splice(0, count);
    this.gone += count;
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}

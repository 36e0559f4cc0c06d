/** Pieces of 64 KiB that wait for the slowest reader; who falls further behind the fastest one gets no more. */
const MOST_WAITING = 512;

/** A place in a text that others read too. */
export type TextReader = AsyncGenerator<Buffer, void>;

/**
 * Gives everybody who asks in one turn of the event loop the same text, which is made once.
 * @param begin called in the next turn, so that what was recorded before somebody asked is in the text
 */
export function sharedTexts(begin: () => Promise<Iterable<string>>): () => Promise<TextReader> {
  let gathering: Promise<SharedText> | undefined;
  return async () => {
    gathering ??= turn().then(async () => {
      gathering = undefined;
      return new SharedText((await begin())[Symbol.iterator]());
    });
    return (await gathering).reader();
  };
}

/**
 * A text that is made piece by piece, when its fastest reader wants the next one and the event loop has had a turn. A
 * piece is kept until every reader has had it.
 */
class SharedText {
  private readonly waiting: Buffer[] = [];
  /** How many pieces are no longer kept. */
  private gone = 0;
  private isWhole = false;
  private making: Promise<void> | undefined;
  private readonly places = new Set<{ at: number }>();

  constructor(private readonly pieces: Iterator<string>) {}

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
        if (place.at < this.gone) throw new Error('it was read too slowly, while others read the same text');
        const piece = this.waiting[place.at - this.gone] as Buffer;
        place.at += 1;
        this.forgetRead();
        yield piece;
      }
    } finally {
      this.places.delete(place);
      this.forgetRead();
    }
  }

  private makeOne(): Promise<void> {
    this.making ??= turn().then(() => {
      this.making = undefined;
      const { done, value } = this.pieces.next();
      if (done === true) this.isWhole = true;
      else this.waiting.push(Buffer.from(value));
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

/** Lets everything else in the process have its turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

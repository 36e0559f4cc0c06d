import { turn } from '@portcall/core/internal';

/** Pieces of 128 KiB that wait for the slowest reader; who falls further behind the fastest one gets no more. */
const MOST_WAITING = 256;

/** So many pieces wait to be written over. */
const MOST_SPENT = 2;

/** A place in a text that others read too. A piece can be read until the second one after it is asked for. */
export type TextReader = AsyncGenerator<Uint8Array, void>;

/** How long those who ask while a text is made wait for its end at most, before they are given one of their own. */
const LONGEST_WAIT_MS = 50;

/**
 * Gives everybody who asks in one turn of the event loop, or while another text is made, the same text, which is made once.
 * @param begin called after they have asked, so that what was recorded before is in the text.
 * What every reader is done with is put where it is given, to be written over.
 */
export function sharedTexts(begin: (spent: Uint8Array[]) => Promise<Iterable<Uint8Array>>): () => Promise<TextReader> {
  let gathering: Promise<SharedText> | undefined;
  let made = Promise.resolve();
  return async () => {
    gathering ??= Promise.race([made, wait(LONGEST_WAIT_MS)])
      .then(turn)
      .then(async () => {
        gathering = undefined;
        const spent: Uint8Array[] = [];
        const text = new SharedText((await begin(spent))[Symbol.iterator](), spent);
        made = text.made;
        return text;
      });
    return (await gathering).reader();
  };
}

/**
 * A text that is made piece by piece, when its fastest reader wants the next one and the event loop has had a turn. A
 * piece is kept until every reader is done with it.
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
  private readonly places = new Set<Place>();

  constructor(
    private readonly pieces: Iterator<Uint8Array>,
    private readonly spent: Uint8Array[],
  ) {}

  reader(): TextReader {
    const place = { at: 0, done: 0 };
    this.places.add(place);
    return this.read(place);
  }

  private async *read(place: Place): TextReader {
    try {
      for (;;) {
        place.done = Math.max(0, place.at - 1);
        this.forgetDone();
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
        yield piece;
      }
    } finally {
      this.places.delete(place);
      if (this.places.size === 0) this.finish();
      this.forgetDone();
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
      if (this.waiting.length > MOST_WAITING) this.forget(1); // somebody may be reading it still
    });
    return this.making;
  }

  private forgetDone(): void {
    const slowest = Math.min(...Array.from(this.places, ({ done }) => done));
    if (!Number.isFinite(slowest) || slowest <= this.gone) return;
    const done = this.forget(slowest - this.gone);
    if (this.spent.length < MOST_SPENT) this.spent.push(...done);
  }

  private forget(count: number): readonly Uint8Array[] {
    this.gone += count;
    return this.waiting.splice(0, count);
  }
}

/** How far a reader is: how many pieces it has been given, and how many of them it no longer reads. */
interface Place {
  at: number;
  done: number;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}

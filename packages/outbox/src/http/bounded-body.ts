/** What is read of an answer at most: no receiver has more to say. */
export const LARGEST_ANSWER: number = 4 << 20;

const NOTHING = new Uint8Array(0);

/** The body of an answer, as far as it is read. */
export class BoundedBody {
  private readonly chunks: Uint8Array[] = [];
  private size = 0;

  get isFull(): boolean {
    return this.size > LARGEST_ANSWER;
  }

  /** @returns whether there is room for more; what does not fit is not kept */
  add(chunk: Uint8Array): boolean {
    this.size += chunk.length;
    if (!this.isFull) this.chunks.push(chunk);
    return !this.isFull;
  }

  get whole(): Uint8Array {
    if (this.chunks.length <= 1) return this.chunks[0] ?? NOTHING;
    const whole = new Uint8Array(this.chunks.reduce((sum, { length }) => sum + length, 0));
    let end = 0;
    for (const chunk of this.chunks) {
      whole.set(chunk, end);
      end += chunk.length;
    }
    return whole;
  }
}

/**
 * What is written of bucket boundaries, kept beside the array that holds them: a metric's series share one.
 * Undefined for boundaries that do not rise.
 */
export class BoundTexts {
  private readonly written = new WeakMap<readonly number[], readonly string[] | undefined>();
  private last: readonly number[] | undefined;
  private lastTexts: readonly string[] | undefined;

  /** @param text how the format writes a boundary */
  constructor(private readonly text: (boundary: number) => string) {}

  of(boundaries: readonly number[]): readonly string[] | undefined {
    if (boundaries === this.last) return this.lastTexts;
    let texts = this.written.get(boundaries);
    if (texts === undefined) {
      texts = this.write(boundaries);
      this.written.set(boundaries, texts);
    }
    this.last = boundaries;
    this.lastTexts = texts;
    return texts;
  }

  private write(boundaries: readonly number[]): readonly string[] | undefined {
    // A View may end its boundaries with Infinity itself, which is the bucket that is always there.
    const finite = boundaries.at(-1) === Number.POSITIVE_INFINITY ? boundaries.slice(0, -1) : boundaries;
    const rises = finite.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > (finite[i - 1] as number)));
    return rises ? finite.map((bound) => this.text(bound)) : undefined;
  }
}

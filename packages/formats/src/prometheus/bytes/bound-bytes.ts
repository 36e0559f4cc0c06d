/**
 * What is written of bucket boundaries, the one of the last bucket included, kept beside the array that holds them: a
 * metric's series share one. Undefined for boundaries that do not rise.
 */
export class BoundBytes {
  private readonly written = new WeakMap<readonly number[], readonly Uint8Array[] | undefined>();
  private last: readonly number[] | undefined;
  private lastWritten: readonly Uint8Array[] | undefined;

  /** @param text how the format writes a boundary, with what stands behind it */
  constructor(private readonly text: (boundary: number) => string) {}

  of(boundaries: readonly number[]): readonly Uint8Array[] | undefined {
    if (boundaries === this.last) return this.lastWritten;
    if (!this.written.has(boundaries)) this.written.set(boundaries, this.write(boundaries));
    this.last = boundaries;
    this.lastWritten = this.written.get(boundaries);
    return this.lastWritten;
  }

  private write(boundaries: readonly number[]): readonly Uint8Array[] | undefined {
    // A View may end its boundaries with Infinity itself, which is the bucket that is always there.
    const finite = boundaries.at(-1) === Number.POSITIVE_INFINITY ? boundaries.slice(0, -1) : boundaries;
    const rises = finite.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > (finite[i - 1] as number)));
    if (!rises) return undefined;
    return [...finite, Number.POSITIVE_INFINITY].map((bound) => Buffer.from(this.text(bound)));
  }
}

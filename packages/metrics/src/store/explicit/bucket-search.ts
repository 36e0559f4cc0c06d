const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const [LOW, HIGH] = isLittleEndian() ? [0, 1] : [1, 0];

/** What stays of a double's upper word: its exponent and two bits of its fraction, so that there are four stretches to an octave. */
const SHIFT = 18;
const WITHOUT_SIGN = 0x7f_ff_ff_ff;

/**
 * Finds the bucket of a value among explicit boundaries, which are upper bounds and belong to their buckets.
 *
 * By the upper bits of the value, which lead to the first bucket that it may be in: 7 ns less of 17 for ten boundaries than
 * comparing it with all of them, and the more, the more there are.
 */
export class BucketSearch {
  /** The last bucket goes up to +Inf. */
  private readonly upperBounds: Float64Array;
  /** By stretch, the first bucket that one of its values may be in. Before the first and after the last one is a stretch for all others. */
  private readonly first: Int32Array;
  /** Stretch 0. */
  private readonly least: number;

  constructor(boundaries: readonly number[]) {
    this.upperBounds = Float64Array.of(...boundaries, Number.POSITIVE_INFINITY);
    const positive = boundaries.filter((boundary) => boundary > 0);
    this.least = stretchOf(positive[0] ?? 1) - 1;
    this.first = new Int32Array(stretchOf(positive.at(-1) ?? 1) - this.least + 2);
    for (let stretch = 1; stretch < this.first.length; stretch += 1) {
      const start = startOf(this.least + stretch);
      this.first[stretch] = boundaries.filter((boundary) => boundary < start).length;
    }
  }

  /** @param value from 0 */
  bucketOf(value: number): number {
    const { upperBounds, first } = this;
    double[0] = value;
    let stretch = ((words[HIGH]! & WITHOUT_SIGN) >>> SHIFT) - this.least; // -0 has a sign
    if (stretch < 0) stretch = 0;
    else if (stretch >= first.length) stretch = first.length - 1;
    let bucket = first[stretch]!;
    while (value > upperBounds[bucket]!) bucket += 1;
    return bucket;
  }
}

function stretchOf(value: number): number {
  double[0] = value;
  return words[HIGH]! >>> SHIFT;
}

/** The least value of a stretch. */
function startOf(stretch: number): number {
  words[LOW] = 0;
  words[HIGH] = stretch << SHIFT;
  return double[0]!;
}

function isLittleEndian(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}

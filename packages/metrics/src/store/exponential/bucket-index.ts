/*
 * `Math.log2()` is off by less than 2^-42 over all doubles, so its product with 2^scale says which bucket it is unless it
 * is next to a whole number: once in a million values at the finest scale, and for powers of two.
 */
const LOGARITHM_ERROR = 2 ** -41;

/** Fraction bits of the exact way, whose error stays below 2^-107; no double is nearer to a boundary than about 2^-74. */
const PRECISION = 128n;
const TWO = 2n << PRECISION;

const SUBNORMAL_SHIFT = 54;
const bits = new DataView(new ArrayBuffer(8));

/**
 * The bucket of a value: the whole number i with base^i < value <= base^(i+1), where base is 2^(2^-scale). Exact for every
 * double, subnormal ones too.
 *
 * @param value positive and finite
 * @param scale at most 20
 * @see https://opentelemetry.io/docs/specs/otel/metrics/data-model/#producer-expectations
 */
export function bucketIndex(value: number, scale: number): number {
  if (scale <= 0) return octaveOf(value) >> -scale;
  const perOctave = 1 << scale;
  const place = Math.log2(value) * perOctave;
  const index = Math.floor(place);
  const error = LOGARITHM_ERROR * perOctave;
  return place - index > error && index + 1 - place > error ? index : exactIndex(value, scale);
}

/** The bucket at scale 0. */
function octaveOf(value: number): number {
  const exponent = split(value);
  return isPowerOfTwo() ? exponent - 1 : exponent;
}

/** One digit of the logarithm after the other: squaring doubles it. */
function exactIndex(value: number, scale: number): number {
  let index = split(value);
  if (isPowerOfTwo()) return index * (1 << scale) - 1;
  let power = ((1n << 52n) | (bits.getBigUint64(0) & FRACTION)) << (PRECISION - 52n);
  for (let digit = 0; digit < scale; digit += 1) {
    power = (power * power) >> PRECISION;
    index *= 2;
    if (power < TWO) continue;
    power >>= 1n;
    index += 1;
  }
  return index;
}

const FRACTION = (1n << 52n) - 1n;

/** Leaves the value in `bits` as a normal number with another exponent at most, and gives its own. */
function split(value: number): number {
  bits.setFloat64(0, value);
  const biased = (bits.getUint32(0) >>> 20) & 0x7ff;
  return biased === 0 ? split(value * 2 ** SUBNORMAL_SHIFT) - SUBNORMAL_SHIFT : biased - 1023;
}

function isPowerOfTwo(): boolean {
  return (bits.getUint32(0) & 0xfffff) === 0 && bits.getUint32(4) === 0;
}

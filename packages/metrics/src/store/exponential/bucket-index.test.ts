import fc from 'fast-check';
import { bucketIndex } from './bucket-index.js';

const FINEST = 20;
const scales = fc.integer({ min: -10, max: FINEST });
const bits = new DataView(new ArrayBuffer(8));

/** A double by its bits, so that every exponent is as likely as any other. */
const positive = fc.bigInt({ min: 1n, max: 0x7fefffffffffffffn }).map((pattern) => {
  bits.setBigUint64(0, pattern);
  return bits.getFloat64(0);
});

/** A value as a whole number times a power of two. */
function parts(value: number): { readonly whole: bigint; readonly exponent: number } {
  bits.setFloat64(0, value);
  const biased = Number(bits.getBigUint64(0) >> 52n);
  const fraction = bits.getBigUint64(0) & ((1n << 52n) - 1n);
  return biased === 0
    ? { whole: fraction, exponent: -1074 }
    : { whole: fraction | (1n << 52n), exponent: biased - 1075 };
}

/** Whether the value is above 2^(index / 2^scale), in whole numbers alone. */
function isAbove(value: number, index: number, scale: number): boolean {
  const { whole, exponent } = parts(value);
  const power = whole ** BigInt(2 ** scale);
  const shift = index - exponent * 2 ** scale;
  return shift < 0 ? true : power > 1n << BigInt(shift);
}

it('is exact for every double: above the lower bound, and up to the upper one', () => {
  fc.assert(
    fc.property(positive, fc.integer({ min: 0, max: 7 }), (value, scale) => {
      const index = bucketIndex(value, scale);
      expect(isAbove(value, index, scale)).toBe(true);
      expect(isAbove(value, index + 1, scale)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

it('is exact for the doubles around every bound', () => {
  const wrong: unknown[] = [];
  for (const scale of [1, 2, 3, 5, 8]) {
    for (let bound = -(2 ** scale); bound <= 2 ** scale; bound += 1) {
      const near = 2 ** (bound / 2 ** scale);
      for (const value of neighbours(near, 3)) {
        const index = isAbove(value, bound, scale) ? bound : bound - 1;
        if (bucketIndex(value, scale) !== index) wrong.push([value, scale, index]);
      }
    }
  }
  expect(wrong).toEqual([]);
});

/** The doubles from so many below to so many above. */
function neighbours(value: number, reach: number): readonly number[] {
  bits.setFloat64(0, value);
  const pattern = bits.getBigUint64(0);
  return Array.from({ length: 2 * reach + 1 }, (_, step) => {
    bits.setBigUint64(0, pattern + BigInt(step - reach));
    return bits.getFloat64(0);
  });
}

it('puts powers of two into the bucket that ends there, at every scale', () => {
  const wrong: unknown[] = [];
  for (let exponent = -1074; exponent <= 1023; exponent += 1) {
    for (let scale = -10; scale <= FINEST; scale += 1) {
      const index = bucketIndex(2 ** exponent, scale);
      if (index !== Math.ceil(exponent * 2 ** scale) - 1) wrong.push([exponent, scale, index]);
    }
  }
  expect(wrong).toEqual([]);
});

it('puts the doubles beside powers of two on their side of them, at every scale', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1021, max: 1023 }), scales, (exponent, scale) => {
      const [below, , above] = neighbours(2 ** exponent, 1) as [number, number, number];
      expect(bucketIndex(below, scale)).toBe(Math.ceil(exponent * 2 ** scale) - 1);
      expect(bucketIndex(above, scale)).toBe(Math.floor(exponent * 2 ** scale));
    }),
  );
});

it('halves with every coarser scale, as buckets are merged', () => {
  fc.assert(
    fc.property(fc.oneof(positive, fc.double({ min: 0.99, max: 1.01, noNaN: true })), (value) => {
      for (let scale = -9; scale <= FINEST; scale += 1) {
        expect(bucketIndex(value, scale) >> 1).toBe(bucketIndex(value, scale - 1));
      }
    }),
  );
});

import fc from 'fast-check';
import { BucketSearch } from './bucket-search.js';

const value = fc.oneof(
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 0, max: 100, noNaN: true }),
  fc.constantFrom(0, -0, Number.MIN_VALUE, 1, 2, Number.MAX_VALUE),
);

const boundaries = fc
  .uniqueArray(fc.oneof(value, fc.integer({ min: -3, max: 20 })), { maxLength: 20, comparator: (a, b) => a === b })
  .map((unsorted) => unsorted.sort((a, b) => a - b));

function expected(bounds: readonly number[], one: number): number {
  const bucket = bounds.findIndex((bound) => one <= bound);
  return bucket < 0 ? bounds.length : bucket;
}

it('finds the bucket that comparing with every boundary finds', () => {
  fc.assert(
    fc.property(boundaries, fc.array(value, { maxLength: 50 }), (bounds, values) => {
      const search = new BucketSearch(bounds);
      const all = [...values, ...bounds.filter((bound) => bound >= 0)];
      expect(all.map((one) => search.bucketOf(one))).toEqual(all.map((one) => expected(bounds, one)));
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['none', []],
  ['0 alone', [0]],
  ['negative ones', [-2, -1]],
  ['some of each sign', [-1, 0, 1]],
  ['both ends of the doubles', [Number.MIN_VALUE, Number.MAX_VALUE]],
])('takes a value of either zero for one among boundaries that are %s', (_, bounds) => {
  const search = new BucketSearch(bounds);
  expect([search.bucketOf(0), search.bucketOf(-0)]).toEqual([expected(bounds, 0), expected(bounds, 0)]);
});

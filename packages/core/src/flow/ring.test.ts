import fc from 'fast-check';
import { Ring } from '../index.js';

it('keeps the newest, in order, and counts all', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.integer()), (capacity, pushed) => {
      const ring = new Ring<number>(capacity);
      for (const item of pushed) ring.push(item);
      expect([...ring.newestFirst()]).toEqual(pushed.slice(-capacity).reverse());
      expect([ring.length, ring.total]).toEqual([Math.min(capacity, pushed.length), pushed.length]);
    }),
  );
});

it.each([0, -1, 1.5, Number.NaN])('refuses a capacity of %p', (capacity) => {
  expect(() => new Ring(capacity)).toThrow(/is not a positive whole number/);
});

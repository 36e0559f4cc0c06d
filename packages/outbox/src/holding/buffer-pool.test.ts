import fc from 'fast-check';
import { BufferPool } from './buffer-pool.js';

it('gives copies that nobody else writes to until they are given back', () => {
  const sizes = fc.array(fc.tuple(fc.integer({ min: 0, max: 200_000 }), fc.boolean()), { maxLength: 30 });
  fc.assert(
    fc.property(sizes, (requests) => {
      const pool = new BufferPool();
      const held: { readonly copy: Uint8Array; readonly mark: number }[] = [];
      for (const [index, [size, givesBack]] of requests.entries()) {
        const mark = index + 1;
        const copy = pool.copy(new Uint8Array(size).fill(mark));
        expect(copy.byteLength).toBe(size);
        held.push({ copy, mark });
        if (givesBack) pool.giveBack((held.shift() as (typeof held)[0]).copy);
        for (const one of held) expect(one.copy.every((byte) => byte === one.mark)).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

it('takes the memory of one that was given back', () => {
  const pool = new BufferPool();
  const first = pool.copy(new Uint8Array(100_000));
  pool.giveBack(first);
  expect(pool.copy(new Uint8Array(90_000)).buffer).toBe(first.buffer);
  expect(pool.copy(new Uint8Array(90_000)).buffer).not.toBe(first.buffer);
});

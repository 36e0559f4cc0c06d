import fc from 'fast-check';
import { ownName } from './own-name.js';

it('gives the same name every time, also past what it knows by heart', () => {
  const names = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    // What objects order as numbers, and what they have from their prototype.
    fc.nat().map((number) => String(number).padStart(13, '1')),
    fc.constantFrom('__defineGetter__', 'hasOwnProperty', 'propertyIsEnumerable'),
  );
  fc.assert(
    fc.property(names, (name) => {
      expect(ownName(name)).toBe(name);
      expect(ownName(name.slice(1))).toBe(name.slice(1));
    }),
    { numRuns: 2_000 },
  );
});

import fc from 'fast-check';
import { ownText } from '../internal.js';

it('gives the same text, whatever it was cut from', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(60), (text, start) => {
      expect(ownText(text.slice(start))).toBe(text.slice(start));
      expect(ownText(text)).toBe(text);
    }),
  );
});

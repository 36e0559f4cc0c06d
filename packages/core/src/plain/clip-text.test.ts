import fc from 'fast-check';
import { clipText } from '../internal.js';

it('gives the beginning of any text, of whole characters and never longer than asked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (text, length) => {
      const clipped = clipText(text, length);
      expect(clipped.isWellFormed()).toBe(true);
      expect(clipped.length).toBeLessThanOrEqual(length);
      expect(clipped.length).toBeGreaterThanOrEqual(Math.min(text.length, length) - 1);
      expect(text.toWellFormed().startsWith(clipped)).toBe(true);
    }),
  );
});

it('leaves no half of a character behind', () => {
  expect(clipText('ab\u{1f600}', 3)).toBe('ab');
  expect(clipText('ab\u{1f600}', 4)).toBe('ab\u{1f600}');
  expect(clipText('a\ud83d', 9)).toBe('a\ufffd');
});

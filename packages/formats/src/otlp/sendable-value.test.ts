import fc from 'fast-check';
import { sendableAttributes, sendableValue } from './sendable-value.js';

it('gives the very value where it can be sent as it is', () => {
  const good = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.double({ noNaN: true, min: -(2 ** 62), max: 2 ** 62 }),
    fc.boolean(),
    fc.array(fc.string({ unit: 'grapheme' })),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1, unit: 'grapheme' }), good), (attributes) => {
      expect(sendableAttributes(attributes, (what) => expect(what).toBe('corrected'))).toBe(attributes);
    }),
  );
});

it('makes of anything what JSON carries whole', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withSparseArray: true, withTypedArray: false }), (value) => {
      const sendable = sendableValue(value);
      if (sendable === undefined) return;
      JSON.parse(JSON.stringify(sendable), (key, part: unknown) => {
        expect(part).not.toBeNull();
        expect([key, part].every((text) => typeof text !== 'string' || text.isWellFormed())).toBe(true);
        return part;
      });
    }),
    { numRuns: 500 },
  );
});

it.each([
  [Number.NaN, 'NaN'],
  [1e300, '1e+300'],
  [-(2 ** 63), '-9223372036854776000'],
  [2 ** 62, 2 ** 62],
  [5n, '5'],
  ['\ud83d!', '\ufffd!'],
  [
    [1, null, 2],
    [1, 0, 2],
  ],
  [
    ['a', undefined],
    ['a', ''],
  ],
  [
    [1, Number.POSITIVE_INFINITY, null],
    ['1', 'Infinity', ''],
  ],
  [[null], ['']],
  [null, undefined],
])('sends %p as %p', (value, sent) => {
  expect(sendableValue(value)).toEqual(sent);
});

it('says what it has corrected, and nothing of an attribute that is not set', () => {
  const corrected: unknown[] = [];
  const given = { a: Number.NaN, b: undefined, c: null, d: Symbol.iterator, e: 'good', '': 1 };
  expect(sendableAttributes(given, (what, was) => corrected.push([what, was]))).toEqual({ a: 'NaN', e: 'good' });
  expect(corrected).toEqual([
    ['attribute "a"', Number.NaN],
    ['attribute "d"', Symbol.iterator],
    ['attribute ""', 1],
  ]);
});

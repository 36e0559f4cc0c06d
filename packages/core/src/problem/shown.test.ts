import { runInNewContext } from 'node:vm';
import { shown as spelled } from './shown.js';

const unreadable = {
  get [Symbol.toStringTag](): string {
    throw new Error('no');
  },
};

it.each(
  (
    [
      ['a', '"a"'],
      [Number.NaN, 'NaN'],
      [-0, '-0'],
      [10n, '10n'],
      [Symbol('s'), 'Symbol(s)'],
      [undefined, 'undefined'],
      [null, 'null'],
      [[1], 'an array'],
      [() => 1, 'a function'],
      [{ a: 1 }, 'an object'],
      [Object.create(null), 'an object'],
      [new Map(), 'an object (Map)'],
      [Promise.resolve(), 'an object (Promise)'],
      [unreadable, 'an unreadable object'],
      [new RangeError('too far'), 'RangeError: too far'],
    ] as [unknown, string][]
  ).map(([value, text]) => ({ value: () => value, text })),
)('says $text', ({ value, text }) => {
  expect(spelled(value())).toBe(text);
});

it('says errors of another realm', () => {
  expect(spelled(runInNewContext("new RangeError('far')"))).toBe('RangeError: far');
});

it('never throws and stays short', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(spelled(proxy)).toBe('an unreadable object');
  expect(spelled('x'.repeat(1_000_000)).length).toBeLessThan(70);
});

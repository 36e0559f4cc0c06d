import fc from 'fast-check';
import { plainText } from './plain-text.js';

it('is one line that a terminal and a log take as words', () => {
  expect(plainText('\u001b[31mred\u001b[0m\nportcall: forged\u202e\u0000 end \ud800')).toBe(
    '[31mred [0m portcall: forged end',
  );
});

it('holds no control character and no second line, and is short, whatever was said', () => {
  const anything = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
    ),
  );
  fc.assert(
    fc.property(anything, (texts) => {
      const text = plainText(texts.join(''));
      expect(text).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      expect(text.length).toBeLessThanOrEqual(201);
    }),
  );
});

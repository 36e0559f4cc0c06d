import fc from 'fast-check';
import { ByteText } from './byte-text.js';

function written(write: (out: ByteText) => void, capacity = 4): string {
  const out = new ByteText(capacity);
  write(out);
  return Buffer.from(out.take()).toString();
}

it('writes numbers as JavaScript does, and infinity as Prometheus does', () => {
  const numbers = fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger(), fc.constantFrom(-0, 2 ** 31, 2 ** 31 - 1));
  fc.assert(
    fc.property(numbers, (value) => {
      expect(written((out) => out.number(value))).toBe(
        `${value}`.replace(/^Infinity/, '+Inf').replace('-Infinity', '-Inf'),
      );
    }),
  );
});

it('writes counts up to the greatest whole number', () => {
  const counts = fc.oneof(fc.nat(), fc.nat({ max: 1_100 }), fc.maxSafeNat());
  fc.assert(fc.property(counts, (count) => expect(written((out) => out.count(count))).toBe(`${count}`)));
});

it('writes times in seconds, to the millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9e12 }), (milliseconds) => {
      expect(written((out) => out.seconds(milliseconds))).toBe((milliseconds / 1_000).toFixed(3));
    }),
  );
  expect(written((out) => out.seconds(1_795_739_500_999.6))).toBe('1795739501.000');
});

it('holds whatever is written, of any length', () => {
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(fc.array(text), fc.nat({ max: 80 }), (texts, repeated) => {
      const piece = Buffer.from('é'.repeat(repeated));
      const all = written((out) => {
        for (const one of texts) out.text(one);
        out.bytes(piece);
        out.again(0, out.length);
      });
      expect(all).toBe(`${texts.join('')}${piece}`.repeat(2));
    }),
  );
});

it('gives away what it has written, and begins anew', () => {
  const out = new ByteText(8);
  out.text('full text');
  const first = out.take();
  out.text('x');
  const second = out.take();
  out.text('other');
  expect([first, second].map((piece) => Buffer.from(piece).toString())).toEqual(['full text', 'x']);
});

it('writes over what nobody reads any more, where that is room of its own size', () => {
  const spent: Uint8Array[] = [];
  const out = new ByteText(8, spent);
  out.bytes(Buffer.from('12345678'));
  const first = out.take();
  spent.push(first, Buffer.from('of another size'));
  out.bytes(Buffer.from('second..'));
  const second = out.take();
  out.bytes(Buffer.from('third...'));
  expect([first, second, out.take()].map((piece) => Buffer.from(piece).toString())).toEqual([
    'third...',
    'second..',
    'third...',
  ]);
  expect(spent).toEqual([]);
});

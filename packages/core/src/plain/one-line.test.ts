import fc from 'fast-check';
import { forgetProblems, onProblem, report } from '../index.js';
import { oneLine, shown } from '../internal.js';

const ESC = '\u001b';
// Written out, and not as the pattern under test: C0, DEL and C1, line ends, and what Unicode calls bidi controls.
const HARMFUL: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x61c, 0x61c],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2066, 0x2069],
];

function isHarmful(character: string): boolean {
  const code = character.codePointAt(0)!;
  return HARMFUL.some(([first, last]) => code >= first && code <= last);
}

const harmful = fc.constantFrom(...HARMFUL).chain(([min, max]) => fc.integer({ min, max }).map(String.fromCharCode));
/** Of everything a text can be made of, half characters included, and much of what does harm. */
const hostile = fc
  .array(
    fc.oneof(
      harmful,
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0xd800, max: 0xdfff }).map((code) => String.fromCharCode(code)),
    ),
  )
  .map((parts) => parts.join(''));

function isShownAsItIs(text: string): boolean {
  return text.isWellFormed() && !Array.from(text).some(isHarmful);
}

let stderr: jest.SpiedFunction<typeof console.warn>;

beforeEach(() => {
  forgetProblems();
  stderr = jest.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  stderr.mockRestore();
  forgetProblems();
});

it('shows what a terminal would obey as an escape, and everything else as it is', () => {
  expect(oneLine(`${ESC}[2J\u0085\u202egnp.exe\r\nportcall: forged\t\ud83d`)).toBe(
    '\\u001b[2J\\u0085\\u202egnp.exe\\r\\nportcall: forged\\t\\ud83d',
  );
  expect(oneLine('C:\\temp · Grüße, 日本 👩‍🚀')).toBe('C:\\temp · Grüße, 日本 👩‍🚀');
});

it('leaves nothing in a text that a terminal obeys', () => {
  fc.assert(fc.property(hostile, (text) => isShownAsItIs(oneLine(text))));
});

it('describes no value by anything that a terminal obeys', () => {
  const value = hostile.chain((text) => {
    const named = new Error(text);
    named.name = text;
    return fc.constantFrom<unknown>(text, Symbol(text), new Error(text), named, { [text]: text }, [text], () => text);
  });
  fc.assert(fc.property(value, (any) => isShownAsItIs(shown(any))));
});

it('writes a problem to stderr in one line that a terminal only shows, whatever its message and its cause hold', () => {
  fc.assert(
    fc.property(hostile, hostile, fc.boolean(), (message, cause, isLazy) => {
      forgetProblems();
      stderr.mockClear();
      report({ key: 'export.spans_failed', message: isLazy ? () => message : message, cause: new Error(cause) });
      expect(stderr).toHaveBeenCalledTimes(1);
      const [line] = stderr.mock.calls[0] as [string];
      expect(line).toMatch(/^portcall: .*\(Error/);
      return isShownAsItIs(line);
    }),
  );
});

it('gives listeners the same message, for they may show it on a terminal too', () => {
  const told: string[] = [];
  using _ = onProblem(({ message }) => told.push(message));
  report({ key: 'export.spans_failed', message: `the receiver said ${ESC}[31m\nportcall: all is well` });
  expect(told).toEqual(['the receiver said \\u001b[31m\\nportcall: all is well']);
});

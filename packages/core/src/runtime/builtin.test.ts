import { builtin, builtinOrNone } from './builtin.js';

describe('builtin()', () => {
  const { process: ours } = globalThis;
  afterEach(() => {
    globalThis.process = ours;
  });

  it("gives Node's own module", () => expect(builtin('node:path').posix.join('a', 'b')).toBe('a/b'));

  it('has a word for a runtime without it', () => {
    globalThis.process = undefined as unknown as NodeJS.Process;
    const asked = [builtinOrNone('node:path')];
    let said: unknown;
    try {
      builtin('node:path');
    } catch (cause) {
      said = cause;
    }
    globalThis.process = ours;
    expect(asked).toEqual([undefined]);
    expect(said).toMatchObject({ message: 'node:path: this runtime has no such module; run this part on Node.js' });
  });
});

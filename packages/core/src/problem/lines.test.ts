import { forgetProblems, onProblem, problems, report } from '../index.js';
import { linesTo } from './lines.js';
import { notice } from './notice.js';

let stderr: jest.SpiedFunction<typeof console.warn>;

beforeEach(() => {
  forgetProblems();
  stderr = jest.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => stderr.mockRestore());

function logger() {
  const lines: string[] = [];
  return {
    lines,
    warn(this: unknown, line: string): void {
      // Loggers of classes need to be called as the methods they are.
      (this as { lines: string[] }).lines.push(`warn ${line}`);
    },
    info(this: unknown, line: string): void {
      (this as { lines: string[] }).lines.push(`info ${line}`);
    },
  };
}

const sayBoth = (about: string) => {
  report({ key: 'a', about, message: 'a went wrong', cause: new TypeError('no') });
  notice({ key: 'b', about, message: 'b is well again' });
};

it('go to a logger instead of stderr, each at its level, until it is taken back', () => {
  const given = logger();
  {
    using _ = linesTo({ logger: given });
    sayBoth('one');
  }
  expect(given.lines).toEqual(['warn portcall: a went wrong (TypeError: no)', 'info portcall: b is well again']);
  expect(stderr).not.toHaveBeenCalled();
  sayBoth('two');
  expect(given.lines).toHaveLength(2);
  expect(stderr).toHaveBeenCalledTimes(2);
});

it('go to stderr where the logger throws or rejects', async () => {
  const broken = (): never => {
    throw new Error('full');
  };
  using _ = linesTo({ logger: { warn: broken, info: async () => broken() } });
  sayBoth('one');
  await new Promise((resolve) => setImmediate(resolve));
  expect(stderr.mock.calls.flat()).toEqual(['portcall: a went wrong (TypeError: no)', 'portcall: b is well again']);
});

it('are not written where it is quiet, and what they say is counted and heard all the same', () => {
  const given = logger();
  const heard: string[] = [];
  using _quiet = linesTo({ logger: given, quiet: true });
  using _ = onProblem(({ key }) => heard.push(key), { insteadOfStderr: false });
  sayBoth('one');
  expect([given.lines, stderr.mock.calls, heard]).toEqual([[], [], ['a']]);
  expect(problems()).toMatchObject([{ key: 'a', count: 1 }]);
});

it('stay where the latest has sent them when an earlier one is taken back', () => {
  const [first, second] = [logger(), logger()];
  const takeBack = linesTo({ logger: first });
  using _ = linesTo({ logger: second });
  takeBack();
  sayBoth('one');
  expect([first.lines.length, second.lines.length]).toEqual([0, 2]);
});

it('are those of their level and above', () => {
  const given = logger();
  using _ = linesTo({ logger: given, level: 'warn' });
  sayBoth('of a level');
  expect(given.lines).toEqual(['warn portcall: a went wrong (TypeError: no)']);
});

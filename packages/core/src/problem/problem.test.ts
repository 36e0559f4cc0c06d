import { forgetProblems, onProblem, type Problem, problems, report } from '../index.js';

let stderr: jest.SpiedFunction<typeof console.warn>;

beforeEach(() => {
  forgetProblems();
  stderr = jest.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => stderr.mockRestore());

function heard(): Problem[] {
  const problemsHeard: Problem[] = [];
  onProblem((problem) => problemsHeard.push(problem));
  return problemsHeard;
}

it('speaks once per key and counts the rest', () => {
  using _ = onProblem(() => {});
  for (let i = 0; i < 3; i += 1) report({ key: 'a', message: 'a went wrong' });
  report({ key: 'b', message: 'b went wrong', count: 5 });
  expect(problems()).toEqual([
    { key: 'a', message: 'a went wrong', count: 3 },
    { key: 'b', message: 'b went wrong', count: 5 },
  ]);
});

it('goes to stderr while nobody listens', () => {
  report({ key: 'a', message: 'a went wrong', cause: new TypeError('no') });
  report({ key: 'a', message: 'a went wrong' });
  expect(stderr.mock.calls).toEqual([['portcall: a went wrong (TypeError: no)']]);
});

it('goes to a listener instead, and to stderr again once it has stopped', () => {
  const told: string[] = [];
  {
    using _ = onProblem(({ key }) => told.push(key));
    report({ key: 'a', message: 'a' });
  }
  report({ key: 'b', message: 'b' });
  expect(told).toEqual(['a']);
  expect(stderr.mock.calls).toEqual([['portcall: b']]);
});

it('goes to stderr too where a listener does not take over', () => {
  using _ = onProblem(() => {}, { insteadOfStderr: false });
  report({ key: 'a', message: 'a' });
  expect(stderr).toHaveBeenCalledTimes(1);
});

it('is heard by every listener and by stderr where one of them throws', () => {
  const told: string[] = [];
  using _thrower = onProblem(() => {
    throw new Error('listener');
  });
  using _listener = onProblem(({ key }) => told.push(key), { insteadOfStderr: false });
  report({ key: 'a', message: 'a' });
  expect(told).toEqual(['a']);
  expect(stderr).toHaveBeenCalledTimes(1);
});

it('survives a message that cannot be written', () => {
  const problemsHeard = heard();
  report({
    key: 'a',
    message: () => {
      throw new Error('no words');
    },
  });
  expect(problemsHeard[0]?.message).toContain('no words');
});

it('speaks once per key and thing it is about', () => {
  const told: unknown[] = [];
  using _ = onProblem(({ key, about }) => told.push([key, about]));
  for (const about of ['jobs', 'orders', 'jobs'])
    report({ key: 'record.refused', about, message: `${about}: refused` });
  expect(told).toEqual([
    ['record.refused', 'jobs'],
    ['record.refused', 'orders'],
  ]);
  expect(problems().map(({ about, count }) => [about, count])).toEqual([
    ['jobs', 2],
    ['orders', 1],
  ]);
});

it('goes on speaking of other kinds where one kind is about ever more things', () => {
  const told: string[] = [];
  using _ = onProblem(({ key, about }) => told.push(`${key} ${about}`));
  for (let i = 0; i < 5_000; i += 1) report({ key: 'invocation.dropped', about: `plugin ${i}`, message: 'm' });
  report({ key: 'record.refused', about: 'jobs', message: 'm' });
  expect(told).toHaveLength(102);
  expect(told.slice(-2)).toEqual(['invocation.dropped undefined', 'record.refused jobs']);
  expect(problems().find(({ key, about }) => key === 'invocation.dropped' && about === undefined)?.count).toBe(4_900);
});

it('keeps and says the beginning of texts that data made long', () => {
  const problemsHeard = heard();
  const name = 'n'.repeat(1_000_000);
  for (let i = 0; i < 3; i += 1) report({ key: 'call.span_value', about: name, message: `${name}: left out` });
  expect(problemsHeard).toHaveLength(1);
  expect(problemsHeard[0]!.about).toHaveLength(1_000);
  expect(problemsHeard[0]!.message).toHaveLength(4_000);
  expect(problems()).toMatchObject([{ about: name.slice(0, 1_000), count: 3 }]);
});

it('counts a key that has to be escaped under its escaped form', () => {
  using _ = onProblem(() => {});
  for (let i = 0; i < 3; i += 1) report({ key: 'a\u001bb', message: 'm' });
  expect(problems()).toMatchObject([{ key: 'a\\u001bb', count: 3 }]);
});

it('is not heard by a listener that rejects, and goes to stderr instead', async () => {
  using _ = onProblem(async () => {
    throw new Error('listener');
  });
  report({ key: 'a', message: 'a went wrong' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(stderr.mock.calls).toEqual([['portcall: a went wrong']]);
});

it('keeps a bounded number of keys and says so', () => {
  using _ = onProblem(() => {});
  for (let i = 0; i < 5_000; i += 1) report({ key: `key ${i}`, message: 'm' });
  expect(problems()).toHaveLength(1_001);
  expect(problems().at(-1)).toMatchObject({ key: 'portcall.problems', count: 4_000 });
});

it('takes whatever a program without types reports', () => {
  const problemsHeard = heard();
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  for (const odd of [Symbol('s'), null, 5n, {}, revoked.proxy, () => Symbol('s')]) {
    report({ key: odd, about: odd, message: odd, cause: odd, count: odd } as never);
  }
  expect(problemsHeard).toHaveLength(6);
  expect(problems().every(({ count }) => count === 1)).toBe(true);
});

it('goes on where the end of a test environment has emptied every global', () => {
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
    if (!symbol.description?.startsWith('portcall.')) continue;
    const state = Reflect.get(globalThis, symbol) as object;
    for (const key of Reflect.ownKeys(state)) Reflect.deleteProperty(state, key);
  }
  report({ key: 'a', message: 'a went wrong' });
  expect(problems()).toMatchObject([{ key: 'a', count: 1 }]);
});

describe('a problem that is told again', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const down = (why: string, count?: number) =>
    report({
      key: 'export.failed',
      about: 'otlp',
      message: () => `otlp: ${why}; nothing is lost yet; start the receiver`,
      againAfterMillis: 60_000,
      ...(count === undefined ? {} : { count }),
    });

  it('is told at most once in the time it gives, in its newest words and with how often it happened since', () => {
    const problemsHeard = heard();
    for (let second = 0; second < 130; second += 1) {
      down(second < 40 ? 'refused' : 'name not found');
      jest.advanceTimersByTime(1_000);
    }
    expect(problemsHeard.map(({ message, since }) => [message, since])).toEqual([
      ['otlp: refused; nothing is lost yet; start the receiver', undefined],
      ['otlp: name not found; nothing is lost yet; start the receiver (60 since this was last said)', 60],
      ['otlp: name not found; nothing is lost yet; start the receiver (60 since this was last said)', 60],
    ]);
    expect(problems()).toMatchObject([
      { key: 'export.failed', message: 'otlp: name not found; nothing is lost yet; start the receiver', count: 130 },
    ]);
  });

  it('is told at once where nothing was told for that long, with what was lost at once', () => {
    const problemsHeard = heard();
    down('refused', 10);
    jest.advanceTimersByTime(1_000);
    down('refused', 5);
    jest.advanceTimersByTime(3_600_000);
    down('refused', 7);
    expect(problemsHeard.map(({ since }) => since)).toEqual([undefined, 12]);
  });

  it('stays with a bounded number of things it is about', () => {
    const problemsHeard = heard();
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 300; i += 1) {
        report({ key: 'export.failed', about: `otlp ${i}`, message: 'm', againAfterMillis: 60_000 });
      }
      jest.advanceTimersByTime(60_000);
    }
    expect(problemsHeard).toHaveLength(101 + 100);
  });
});

import { forgetProblems, onNotice, onProblem, problems } from '../index.js';
import { notice } from './notice.js';

let stderr: jest.SpiedFunction<typeof console.warn>;

beforeEach(() => {
  forgetProblems();
  stderr = jest.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  jest.useRealTimers();
  stderr.mockRestore();
});

const recovered = (seconds: number, about = 'otlp') =>
  notice({ key: 'export.recovered', about, message: () => `${about}: delivers again after ${seconds} s` });

it('is one line on stderr, and no problem', () => {
  const heard: string[] = [];
  using _ = onProblem(({ key }) => heard.push(key), { insteadOfStderr: false });
  recovered(12);
  expect(stderr.mock.calls).toEqual([['portcall: otlp: delivers again after 12 s']]);
  expect([problems(), heard]).toEqual([[], []]);
});

it('goes to a listener instead, and where that throws to stderr all the same', () => {
  const heard: unknown[] = [];
  {
    using _ = onNotice((said) => heard.push(said));
    recovered(12);
  }
  using _ = onNotice(() => {
    throw new Error('listener');
  });
  recovered(3, 'prometheus');
  expect(heard).toEqual([{ key: 'export.recovered', about: 'otlp', message: 'otlp: delivers again after 12 s' }]);
  expect(stderr.mock.calls).toEqual([['portcall: prometheus: delivers again after 3 s']]);
});

it('is spoken at most once a minute, for each thing it is about', () => {
  jest.useFakeTimers();
  for (let second = 0; second < 130; second += 1) {
    recovered(second);
    if (second === 5) recovered(second, 'collector');
    jest.advanceTimersByTime(1_000);
  }
  expect(stderr.mock.calls.flat()).toEqual([
    'portcall: otlp: delivers again after 0 s',
    'portcall: collector: delivers again after 5 s',
    'portcall: otlp: delivers again after 60 s',
    'portcall: otlp: delivers again after 120 s',
  ]);
});

it('holds a bounded number of things it is about, and is one line whatever it says', () => {
  for (let i = 0; i < 5_000; i += 1) notice({ key: 'k', about: `plugin ${i}`, message: 'a\nb\u001b[2J' });
  expect(stderr).toHaveBeenCalledTimes(5_000);
  expect(stderr.mock.calls[0]).toEqual(['portcall: a\\nb\\u001b[2J']);
  notice(Object.create(null) as never);
});

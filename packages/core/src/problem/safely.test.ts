import { setImmediate as turn } from 'node:timers/promises';
import { forgetProblems, onProblem, type Problem, problems } from '../index.js';
import { safely } from '../internal.js';

const heard: Problem[] = [];
let stop: () => void;

beforeEach(() => {
  forgetProblems();
  heard.length = 0;
  stop = onProblem((problem) => heard.push(problem));
});
afterEach(() => {
  stop();
  forgetProblems();
});

it('gives the answer, and undefined for what throws, which is reported', () => {
  const cause = new Error('no');
  expect(safely('call.identify', 'identify of f', () => 5)).toBe(5);
  expect(
    safely('call.identify', 'identify of f', () => {
      throw cause;
    }),
  ).toBeUndefined();
  expect(heard).toEqual([
    { key: 'call.identify', about: 'identify of f', message: expect.stringContaining('threw'), cause },
  ]);
});

it('reports what rejects, so that it does not end the process', async () => {
  const cause = new Error('no');
  const unhandled = jest.fn();
  process.on('unhandledRejection', unhandled);
  void safely('call.identify', 'identify of f', async () => {
    throw cause;
  });
  await turn();
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  expect(heard).toEqual([
    { key: 'call.identify', about: 'identify of f', message: expect.stringContaining('rejected'), cause },
  ]);
  expect(problems()).toHaveLength(1);
});

import { expectProblems, failOnProblems, heardProblems } from '@portcall/conformance';
import { type FnTrace, op, query, startTracing, traced, tracedFunctions } from '../index.js';

failOnProblems();

const traces: FnTrace[] = [];
let now = 0;
let stop: () => void;
beforeEach(() => {
  traces.length = 0;
  ({ stop } = startTracing({
    listeners: [(trace) => void traces.push(trace)],
    clock: { monotonic: () => now, wall: () => 0 },
  }));
});
afterEach(() => stop());

const listing = (name: string, budget: { ops?: number; ms?: number }) =>
  traced(name, { type: 'query', budget }, (ops: number, ms: number) => {
    for (let i = 0; i < ops; i += 1) op('query', 'books', () => []);
    now += ms;
  });

it('is kept by calls that do not exceed it', () => {
  listing('list', { ops: 5, ms: 50 })(5, 50);
  expect(traces[0]?.overBudget).toBeUndefined();
});

it('is exceeded with figures, said once per function and in every trace', () => {
  const list = listing('list', { ops: 5, ms: 50 });
  list(12, 80);
  list(6, 1);
  list(1, 51);
  expect(traces.map(({ overBudget }) => overBudget)).toEqual([{ ops: 5, ms: 50 }, { ops: 5 }, { ms: 50 }]);
  expect(traces.map(({ attributes }) => attributes)).toEqual([
    { 'portcall.budget.operations': 5, 'portcall.budget.duration': 0.05 },
    { 'portcall.budget.operations': 5 },
    { 'portcall.budget.duration': 0.05 },
  ]);
  expect(heardProblems().map(({ message }) => message)).toEqual([
    'list: a call made 12 operations where its budget is 5, and a call took 80 ms where its budget is 50 ms; make it do less, or raise its budget',
  ]);
  expectProblems('call.over_budget list');
});

it('counts the operations past the limits of a trace, and those of calls that fail', () => {
  const list = traced('fail', { type: 'query', budget: { ops: 0 } }, () => {
    op('query', 'books', () => []);
    throw new Error('no');
  });
  expect(list).toThrow('no');
  expect(traces[0]?.overBudget).toEqual({ ops: 0 });
  expectProblems('call.over_budget fail');
});

it('is of a stream until its end', () => {
  const feed = traced('feed', { type: 'query', budget: { ms: 10 } }, function* () {
    yield 1;
    now += 20;
  });
  expect([...feed()]).toEqual([1]);
  expect(traces[0]?.overBudget).toEqual({ ms: 10 });
  expectProblems('call.over_budget feed');
});

it('is declared with query() and its kin too', () => {
  tracedFunctions({ list: query(() => op('query', 'books', () => []), { budget: { ops: 0 } }) }).list();
  expectProblems('call.over_budget list');
});

it('is refused where it is none', () => {
  const refused = (budget: object) => () => traced('f', { type: 'query', budget }, () => 0);
  expect(refused({ ops: -1 })).toThrow('traced({ budget }) of "f".ops: -1 is not a whole number; give how many');
  expect(refused({ ops: 1.5 })).toThrow('1.5 is not a whole number');
  expect(refused({ ms: 0 })).toThrow('traced({ budget }) of "f".ms: 0 is not a number above 0');
  expect(refused({ seconds: 1 })).toThrow('unknown option "seconds"; use one of "ops", "ms"');
  // @ts-expect-error it is a number
  traced('f', { type: 'query', budget: { ops: undefined as string | undefined } }, () => 0);
});

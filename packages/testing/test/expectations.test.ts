import { allowProblems, failOnProblems } from '@portcall/conformance';
import {
  type Calls,
  ExpectationError,
  expectAllAwaited,
  expectNoFindings,
  expectNoNetworkInTransaction,
  expectNoNPlusOne,
  expectNoRepeatedReads,
  expectNoWrites,
  expectWithinBudget,
  tracesOf,
} from '@portcall/testing';
import { type AnyFunction, type FnType, op, startTracing, traced } from '@portcall/trace';

failOnProblems();

const call = (fnName: string, body: AnyFunction, type: FnType = 'action') =>
  traced(fnName, { type }, body) as () => unknown;
const done = (...ops: readonly (readonly [op: string, entity: string, id?: string])[]) => {
  for (const [name, entity, id] of ops) op(name, entity, () => 0, id === undefined ? {} : { id });
};
const reads = (count: number) => done(...Array.from({ length: count }, () => ['query', 'authors'] as const));

const CASES: readonly [name: string, expectation: (calls: Calls) => void, body: () => unknown, says: string][] = [
  ['N+1 queries', expectNoNPlusOne, () => reads(7), 'run: query authors ran 7 times in one call; '],
  ['writes', expectNoWrites, () => done(['insert', 'books']), 'run: wrote with insert books'],
  [
    'reads of the same row',
    expectNoRepeatedReads,
    () => done(['get', 'books', '1'], ['get', 'books', '1']),
    'run: read the same of books again in one call; ',
  ],
  [
    'requests in a transaction',
    expectNoNetworkInTransaction,
    () => done(['begin', ''], ['request', 'pay.example'], ['commit', '']),
    'run: asked pay.example while its transaction was open',
  ],
  [
    'operations past the budget',
    (calls) => expectWithinBudget(calls, { ops: 3 }),
    () => reads(4),
    'run: a call made 4 operations where its budget is 3',
  ],
  ['whatever is found', expectNoFindings, () => reads(5), 'run: query authors ran 5 times'],
];

describe.each(CASES)('no %s', (_, expectation, body, says) => {
  it('is what a call of none is expected to have', async () => {
    const { trace, traces } = await tracesOf(call('run', () => done(['query', 'books'], ['query', 'shops'])));
    expectation(trace);
    expectation(traces);
  });

  it('fails with what there is', async () => {
    const { trace, traces } = await tracesOf(call('run', body));
    for (const calls of [trace, traces]) {
      expect(() => expectation(calls)).toThrow(ExpectationError);
      expect(() => expectation(calls)).toThrow(says);
    }
  });
});

it('sees calls together that are inside one another', async () => {
  const load = call('load', () => reads(1));
  const { traces, trace } = await tracesOf(
    call('list', () => {
      for (let i = 0; i < 5; i += 1) load();
    }),
  );
  expect(traces).toHaveLength(6);
  expect(trace.fnName).toBe('list');
  expectNoNPlusOne(trace);
  expectNoNPlusOne(traces, { from: 6 });
  expect(() => expectNoNPlusOne(traces)).toThrow('list: query authors ran 5 times in one call through load');
});

it('sees a call that nobody awaited', async () => {
  let other: unknown;
  const slow = call('slow', () => new Promise((resolve) => setTimeout(resolve, 5)));
  const { traces } = await tracesOf(async () => {
    await call('run', async () => {
      other = slow();
    })();
    await other;
  });
  expect(() => expectAllAwaited(traces)).toThrow('run: a call of slow went on after it had ended; await it');
});

it('holds functions to the budgets they were declared with', async () => {
  allowProblems();
  const { traces } = await tracesOf(traced('tight', { type: 'query', budget: { ops: 1 } }, () => reads(2)));
  expect(() => expectWithinBudget(traces)).toThrow('tight: a call made 2 operations where its budget is 1');
  expectWithinBudget((await tracesOf(call('free', () => reads(9)))).traces);
});

it('begins its stack where it was called', async () => {
  const { trace } = await tracesOf(call('run', () => done(['insert', 'books'])));
  let thrown: unknown;
  try {
    expectNoWrites(trace);
  } catch (error) {
    thrown = error;
  }
  expect((thrown as Error).stack?.split('\n')[1]).toContain('expectations.test.ts');
});

describe('tracesOf()', () => {
  it('gives what was returned, and throws what was thrown', async () => {
    expect((await tracesOf(call('seven', () => 7))).result).toBe(7);
    const failing = call('fail', () => {
      throw new Error('no');
    });
    await expect(tracesOf(failing)).rejects.toThrow('no');
  });

  it('says where nothing was traced, or something else traces', async () => {
    await expect(tracesOf(() => 7)).rejects.toThrow('tracesOf(): no traced function was called');
    using _ = startTracing();
    await expect(tracesOf(() => 7)).rejects.toThrow('startTracing(): tracing is on already');
  });
});

import { expectSeries, fuzzRecorders } from '@portcall/conformance';
import { forgetProblems, onProblem, problems } from '@portcall/core';
import { store } from '@portcall/metrics';

const CALLS = 1_000_000;

describe('a million hostile calls', () => {
  const kept = store();
  const silent = onProblem(() => {});
  forgetProblems();
  const { accepted, refused, thrown, definitions, expected } = fuzzRecorders(kept, { calls: CALLS, seed: 2026 });
  const counted = new Map(problems().map(({ key, about, count }) => [`${key} ${about}`, count]));
  afterAll(() => {
    silent();
    forgetProblems();
  });

  it('let nothing out', () => {
    expect(thrown).toEqual([]);
  });

  it('are each either taken or counted as refused', () => {
    const refusals = definitions.map(({ name }) => [name, refused.get(name) ?? 0]);
    expect(definitions.map(({ name }) => [name, counted.get(`record.refused ${name}`) ?? 0])).toEqual(refusals);
    expect([...counted.values()].reduce((total, count) => total + count, accepted)).toBe(CALLS);
    // Neither side is empty: the hostile and the good were both there.
    expect(Math.min(accepted, CALLS - accepted)).toBeGreaterThan(CALLS / 10);
  });

  it.each(definitions)('leave $name with exact numbers', (definition) => {
    expectSeries(kept.points(definition), expected(definition));
  });
});

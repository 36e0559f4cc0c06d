import { expectSeries, fuzzRecorders, type SeriesReading } from '@portcall/conformance';
import { forgetProblems, onProblem, problems } from '@portcall/core';
import { store } from '@portcall/metrics';

const CALLS = 1_000_000;

describe('a million hostile calls', () => {
  const kept = store();
  const silent = onProblem(() => {});
  forgetProblems();
  const { accepted, refused, undeclared, thrown, definitions, expected } = fuzzRecorders(kept, {
    calls: CALLS,
    seed: 2026,
  });
  const counted = new Map(problems().map(({ key, about, count }) => [`${key} ${about}`, count]));
  const problemKeys = new Set(problems().map(({ key }) => key));
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
    expect(refusals.reduce((total, [, count]) => total + Number(count), accepted)).toBe(CALLS);
    // Neither side is empty: the hostile and the good were both there.
    expect(Math.min(accepted, CALLS - accepted)).toBeGreaterThan(CALLS / 10);
  });

  it('are counted where they had more than is declared, and bring no other problem', () => {
    const more = definitions.map(({ name }) => [name, undeclared.get(name) ?? 0]);
    expect(definitions.map(({ name }) => [name, counted.get(`record.undeclared ${name}`) ?? 0])).toEqual(more);
    expect(Math.min(...more.map(([, count]) => Number(count)))).toBeGreaterThan(100);
    expect(problemKeys).toEqual(new Set(['record.refused', 'record.undeclared']));
  });

  it.each(definitions)('leave $name with exact numbers', (definition) => {
    expectSeries(kept.points(definition) as readonly SeriesReading[], expected(definition));
  });
});

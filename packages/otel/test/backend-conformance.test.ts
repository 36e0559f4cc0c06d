import { describeBackend, expectSeries, fuzzRecorders } from '@portcall/conformance';
import { forgetProblems, onProblem, problems } from '@portcall/core';
import { fanOut, store } from '@portcall/metrics';
import { instruments } from '@portcall/otel';
import { RealMeter } from './real-meter.js';

describeBackend('instruments of a provider', (options) => {
  const meter = new RealMeter();
  return {
    backend: instruments(meter.provider, options),
    read: (definition) => meter.read(definition),
    forgets: false,
  };
});

describeBackend('instruments of one meter', (options) => {
  const meter = new RealMeter();
  return {
    backend: instruments(meter.provider.getMeter('all'), options),
    read: (definition) => meter.read(definition),
    forgets: false,
  };
});

describeBackend('fanOut(store, instruments), the instruments', (options) => {
  const meter = new RealMeter();
  return {
    backend: fanOut(store(options), instruments(meter.provider, options)),
    read: (definition) => meter.read(definition),
    guards: 2,
    forgets: false,
  };
});

describe('a million hostile calls on the real SDK', () => {
  const CALLS = 1_000_000;
  const meter = new RealMeter();
  const silent = onProblem(() => {});
  forgetProblems();
  const { accepted, thrown, definitions, expected } = fuzzRecorders(instruments(meter.provider), {
    calls: CALLS,
    seed: 7,
  });
  const refused = problems()
    .filter(({ key }) => key === 'record.refused')
    .reduce((total, { count }) => total + count, 0);
  afterAll(() => {
    silent();
    forgetProblems();
  });

  it('let nothing out, and are each taken or counted as refused', () => {
    expect(thrown).toEqual([]);
    expect(accepted + refused).toBe(CALLS);
  });

  it.each(definitions)('leave $name with exact numbers', async (definition) => {
    expectSeries(await meter.read(definition), expected(definition));
  });
});

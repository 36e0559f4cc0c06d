import { forgetProblems, onProblem } from '@portcall/core';
import { bind, counter, defineCatalog, histogram, oneOf, store, time, track, upDownCounter } from '../index.js';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    active: upDownCounter({ name: 'active', description: 'Active.', attributes: { channel: oneOf('web', 'app') } }),
    seconds: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.' }),
    ms: histogram({
      name: 'wait_ms',
      unit: '{ms}',
      description: 'Wait.',
      attributes: { channel: oneOf('web', 'app') },
    }),
    bytes: histogram({ name: 'size_bytes', unit: 'By', description: 'Size.' }),
    calls: counter({ name: 'calls', description: 'Calls.' }),
  },
});

beforeEach(() => jest.useFakeTimers({ doNotFake: ['queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

it('times a scope in the histogram’s own unit', () => {
  const kept = store();
  const { seconds, ms } = bind(catalog, kept);
  {
    using _seconds = time(seconds);
    using _ms = time(ms, { channel: 'web' });
    jest.advanceTimersByTime(1_500);
  }
  expect(kept.value(catalog.metrics.seconds)).toMatchObject({ count: 1, sum: 1.5 });
  expect(kept.value(catalog.metrics.ms, { channel: 'web' })).toMatchObject({ count: 1, sum: 1_500 });
});

it('records once, at the stop or at the end of the scope', () => {
  const kept = store();
  {
    using timer = time(bind(catalog, kept).seconds);
    jest.advanceTimersByTime(100);
    timer.stop();
    jest.advanceTimersByTime(100);
  }
  expect(kept.value(catalog.metrics.seconds)).toMatchObject({ count: 1, sum: 0.1 });
});

it('records a scope that is left by throwing', () => {
  const kept = store();
  expect(() => {
    using _ = time(bind(catalog, kept).seconds);
    throw new Error('app');
  }).toThrow('app');
  expect(kept.value(catalog.metrics.seconds).count).toBe(1);
});

it('reports a histogram without a unit of time, once, and records nothing', () => {
  forgetProblems();
  const told: string[] = [];
  using _ = onProblem(({ message }) => told.push(message));
  const kept = store();
  const { bytes } = bind(catalog, kept);
  for (let i = 0; i < 2; i += 1) time(bytes).stop();
  expect(told).toEqual([
    expect.stringContaining(
      'shop_size_bytes: time() needs a unit of time, and this histogram has "By"; nothing is measured',
    ),
  ]);
  expect(kept.value(catalog.metrics.bytes).count).toBe(0);
});

it('tracks what is under way', () => {
  const kept = store();
  const { active } = bind(catalog, kept);
  {
    using first = track(active, { channel: 'web' });
    using _second = track(active, { channel: 'app' });
    expect(kept.value(catalog.metrics.active)).toBe(2);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(kept.value(catalog.metrics.active)).toBe(1);
  }
  expect(kept.points(catalog.metrics.active).map(({ value }) => value)).toEqual([0, 0]);
});

import { bind, counter, defineCatalog, gauge, histogram, observe, oneOf, text, upDownCounter } from '@portcall/metrics';
import { expectSeries } from '../../expect-series.js';
import { expectProblems } from '../../fail-on-problems.js';
import type { Suite } from '../suite.js';
import type { Trial } from '../trial.js';

const pool = defineCatalog({
  scope: 'pool',
  metrics: {
    size: gauge({ name: 'size', description: 'Connections there are.', attributes: { pool: text() } }),
    waiting: upDownCounter({ name: 'waiting', description: 'Requests waiting.', attributes: { pool: text() } }),
    served: counter({ name: 'served', description: 'Requests served.', attributes: { pool: text() } }),
    failed: counter({ name: 'failed', description: 'Requests failed.', attributes: { why: oneOf('full', 'closed') } }),
    age: histogram({ name: 'age_seconds', unit: 's', description: 'Age of a connection.' }),
  },
});
const { size, waiting, served, failed, age } = pool.metrics;

const EACH_KIND = [
  ['a gauge', size, 2.5],
  ['an up-down counter', waiting, -3],
  ['a counter', served, 7],
] as const;

/** Ways in which a callback can fail. */
const FAILING: readonly (readonly [how: string, fail: () => Promise<void>])[] = [
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['rejects', async () => Promise.reject(new Error('broken later'))],
  ['never ends', () => new Promise<void>(() => {})],
];

/** What a callback may say that the guard refuses: value and attributes. */
const REFUSED: readonly (readonly [what: string, value: unknown, attributes: unknown])[] = [
  ['NaN', Number.NaN, { pool: 'a' }],
  ['a total below zero', -1, { pool: 'a' }],
  ['a text', '7', { pool: 'a' }],
  ['a missing attribute', 1, {}],
  ['an attribute of another type', 1, { pool: 7 }],
];

async function expectPool(
  trial: Trial,
  metric: typeof size | typeof served,
  values: Readonly<Record<string, number>>,
): Promise<void> {
  const expected = Object.entries(values).map(([of, value]) => ({ attributes: { pool: of }, value }));
  expectSeries(await trial.readMetric(metric), expected);
}

export function observingSentences({ open, itForgets, itObserves, itObservesNothing }: Suite): void {
  itObserves.each(EACH_KIND)(
    'reads the values of %s from a callback, as they are when they are read',
    async (_, metric, first) => {
      const trial = open();
      let value: number = first;
      observe(trial.backend, metric, (result) => result.observe(value, { pool: 'a' }));
      expectSeries(await trial.readMetric(metric), [{ attributes: { pool: 'a' }, value: first }]);
      value = first + 1;
      expectSeries(await trial.readMetric(metric), [{ attributes: { pool: 'a' }, value: first + 1 }]);
    },
  );

  itObserves('reads several metrics from one callback, async too', async () => {
    const trial = open();
    observe(trial.backend, [size, served], async (result) => {
      result.observe(size, 1, { pool: 'a' });
      await new Promise(setImmediate);
      result.observe(served, 2, { pool: 'a' });
      result.observe(served, 3, { pool: 'b' });
    });
    await expectPool(trial, size, { a: 1 });
    await expectPool(trial, served, { a: 2, b: 3 });
  });

  itForgets.each(EACH_KIND)('has nothing of %s that is not observed any more', async (_, metric, value) => {
    const trial = open();
    let pools = ['a', 'b'];
    observe(trial.backend, metric, (result) => {
      for (const name of pools) result.observe(value, { pool: name });
    });
    expect(await trial.readMetric(metric)).toHaveLength(2);
    pools = ['b'];
    expectSeries(await trial.readMetric(metric), [{ attributes: { pool: 'b' }, value }]);
  });

  itObserves('puts together what several callbacks say of one metric', async () => {
    const trial = open();
    observe(trial.backend, served, (result) => result.observe(1, { pool: 'a' }));
    observe(trial.backend, served, (result) => {
      result.observe(2, { pool: 'a' });
      result.observe(4, { pool: 'b' });
    });
    await expectPool(trial, served, { a: 3, b: 4 });
  });

  itObserves('calls back no more after the undo, which may be called again', async () => {
    const trial = open();
    let calls = 0;
    {
      using undo = observe(trial.backend, size, (result) => {
        calls += 1;
        result.observe(1, { pool: 'a' });
      });
      await expectPool(trial, size, { a: 1 });
      undo();
    }
    const before = calls;
    await trial.readMetric(size);
    expect(calls).toBe(before);
  });

  itObserves.each(REFUSED)('refuses %s that a callback says, and takes the rest', async (_, value, attributes) => {
    const trial = open();
    observe(trial.backend, served, (result) => {
      result.observe(value as number, attributes as { readonly pool: string });
      result.observe(2, { pool: 'good' });
    });
    await expectPool(trial, served, { good: 2 });
    expectProblems('record.refused pool_served');
  });

  itObserves('leaves out attributes that are not declared', async () => {
    const trial = open();
    const more = { pool: 'a', user: 'u1' };
    observe(trial.backend, size, (result) => result.observe(1, more));
    await expectPool(trial, size, { a: 1 });
    expectProblems('record.undeclared pool_size');
  });

  itObserves('refuses a metric that its callback is not registered for', async () => {
    const trial = open();
    observe(trial.backend, [size], (result) => {
      const say = result.observe as (...given: unknown[]) => void;
      say(served, 1, { pool: 'a' });
      say(undefined, 1, { pool: 'a' });
      result.observe(size, 1, { pool: 'a' });
    });
    await expectPool(trial, size, { a: 1 });
    expectProblems('record.refused pool_size');
  });

  itObserves('refuses what is said after the callback has returned without a promise', async () => {
    const trial = open();
    observe(trial.backend, size, (result) => {
      result.observe(1, { pool: 'a' });
      queueMicrotask(() => result.observe(2, { pool: 'a' }));
    });
    await expectPool(trial, size, { a: 1 });
    await new Promise(setImmediate);
    expectProblems('record.refused pool_size');
  });

  itObserves.each(FAILING)('loses what a callback says that %s, and nothing else', async (_, fail) => {
    const trial = open();
    observe(trial.backend, [size, served], (result) => {
      result.observe(size, 1, { pool: 'lost' });
      return fail();
    });
    observe(trial.backend, served, (result) => result.observe(2, { pool: 'a' }));
    await expectPool(trial, served, { a: 2 });
    await expectPool(trial, size, {});
    expectProblems('record.observe pool_size, pool_served');
  });

  itObserves('keeps the totals of a metric past its series limit, under _other', async () => {
    const trial = open({ seriesLimit: 2 });
    observe(trial.backend, served, (result) => {
      for (const name of ['a', 'b', 'c', 'd']) result.observe(1, { pool: name });
    });
    await expectPool(trial, served, { a: 1, b: 1, _other: 2 });
    expectProblems('record.series_limit pool_served');
  });

  itObserves('refuses to record what is observed, and has no zeros of it', async () => {
    const trial = open();
    observe(trial.backend, [failed, served], (result) => result.observe(failed, 3, { why: 'full' }));
    const recorders = bind(pool, trial.backend);
    recorders.failed.add(1, { why: 'full' });
    recorders.served.with({ pool: 'a' }).add(1);
    expectSeries(await trial.readMetric(failed), [{ attributes: { why: 'full' }, value: 3 }]);
    await expectPool(trial, served, {});
    expectProblems('record.refused pool_failed', 'record.refused pool_served');
  });

  itObserves('refuses to observe what was recorded', () => {
    const trial = open();
    bind(pool, trial.backend).size.record(1, { pool: 'a' });
    expect(() => observe(trial.backend, size, () => {})).toThrow(/^pool_size: was recorded/);
  });

  itObserves('refuses what cannot be observed', () => {
    const { backend } = open();
    const given = backend.observe as unknown as (...given: unknown[]) => unknown;
    expect(() => given(age, () => {})).toThrow(/^observe\(\): pool_age_seconds is a histogram, .*; record them/);
    expect(() => given([size, age], () => {})).toThrow('is a histogram');
    expect(() => given({ kind: 'gauge', name: 'size' }, () => {})).toThrow(
      /^observe\(\): .* is not a metric; give one/,
    );
    expect(() => given([], () => {})).toThrow('is not a metric');
    expect(() => given(size)).toThrow('pool_size: undefined is not a function; give a function');
  });

  itObservesNothing('says that it cannot observe, where somebody asks', () => {
    const { backend } = open();
    expect(() => observe(backend, size, () => {})).toThrow(/^observe\(\): .* cannot observe; use store\(\)/);
  });
}

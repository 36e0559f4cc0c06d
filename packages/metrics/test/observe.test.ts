import { expectProblems, failOnProblems } from '@portcall/conformance';
import { onProblem, problems } from '@portcall/core';
import {
  bind,
  type Collection,
  counter,
  type Definition,
  defineCatalog,
  fanOut,
  gauge,
  histogram,
  noop,
  observe,
  oneOf,
  optional,
  type SeriesPoint,
  type Store,
  store,
  text,
  upDownCounter,
} from '@portcall/metrics';

failOnProblems();

const { metrics, ...jobs } = defineCatalog({
  scope: 'jobs',
  metrics: {
    waiting: gauge({ name: 'waiting', description: 'Jobs waiting.', attributes: { queue: text() } }),
    running: upDownCounter({ name: 'running', description: 'Jobs running.' }),
    done: counter({ name: 'done', description: 'Jobs done.', attributes: { queue: text() } }),
    failed: counter({
      name: 'failed',
      description: 'Jobs failed.',
      attributes: { why: oneOf('late', 'lost'), queue: optional(text()) },
    }),
    wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.' }),
  },
});
const catalog = { ...jobs, metrics };

/** The points of a metric in a collection, which need not be valid for longer. */
function pointsOf({ metrics: all }: Collection, { name }: Definition): readonly SeriesPoint[] {
  return [...(all.find(({ metric }) => metric.name === name)?.points ?? [])];
}

const valuesOf = (collection: Collection, metric: Definition): readonly unknown[] =>
  pointsOf(collection, metric).map(({ value }) => value);

describe('the compiler', () => {
  const { waiting, running, done, failed, wait } = metrics;
  const backend = noop();

  it('knows the attributes of what is observed', () => {
    observe(backend, waiting, (result) => result.observe(1, { queue: 'mail' }));
    observe(backend, running, (result) => result.observe(1));
    observe(backend, failed, async (result) => result.observe(1, { why: 'late' }));
    observe(backend, [waiting, running], (result) => {
      result.observe(waiting, 1, { queue: 'mail' });
      result.observe(running, 1);
    });
    // @ts-expect-error the attribute is missing
    observe(backend, waiting, (result) => result.observe(1));
    // @ts-expect-error the attribute is called queue
    observe(backend, waiting, (result) => result.observe(1, { qeue: 'mail' }));
    // @ts-expect-error a value is a number
    observe(backend, running, (result) => result.observe('1'));
    // @ts-expect-error lost or late
    observe(backend, failed, (result) => result.observe(1, { why: 'tired' }));
    // @ts-expect-error nothing is declared
    observe(backend, running, (result) => result.observe(1, { queue: 'mail' }));
  });

  it('holds a callback of several metrics to these, and to the attributes of each', () => {
    observe(backend, [waiting, running], (result) => {
      // @ts-expect-error it is not registered for this one
      result.observe(failed, 1, { why: 'late' });
      // @ts-expect-error the attribute is missing
      result.observe(waiting, 1);
      // @ts-expect-error nothing is declared
      result.observe(running, 1, { queue: 'mail' });
    });
  });

  it('refuses a histogram', () => {
    // @ts-expect-error a histogram needs every value
    expect(() => observe(backend, wait, () => {})).toThrow('is a histogram');
    // @ts-expect-error also among others
    expect(() => observe(backend, [done, wait], () => {})).toThrow('is a histogram');
  });
});

describe('an observed counter', () => {
  function observed(initial: number) {
    const kept = store();
    const total = { value: initial };
    kept.observe(metrics.done, (result) => result.observe(total.value, { queue: 'mail' }));
    return { kept, total };
  }

  it('gives a delta reader the difference of the totals, nothing where there is none, and each reader its own', () => {
    const { kept, total } = observed(5);
    const [one, other] = [kept.reading('delta'), kept.reading('delta')];
    expect(valuesOf(one.collect(), metrics.done)).toEqual([5]);
    total.value = 8;
    expect(valuesOf(one.collect(), metrics.done)).toEqual([3]);
    expect(valuesOf(one.collect(), metrics.done)).toEqual([]);
    expect(valuesOf(other.collect(), metrics.done)).toEqual([8]);
  });

  it('keeps for the next collection what a delta reader did not look at, and gives it once', () => {
    const { kept, total } = observed(5);
    const reading = kept.reading('delta');
    const old = reading.collect();
    total.value = 7;
    expect(valuesOf(reading.collect(), metrics.done)).toEqual([7]);
    expect(valuesOf(old, metrics.done)).toEqual([]);
  });

  it('begins anew where its total falls: with another start time, which is when it was last seen', () => {
    const { kept, total } = observed(5);
    const [cumulative, delta] = [kept.reading(), kept.reading('delta')];
    const [first] = pointsOf(cumulative.collect(), metrics.done);
    const { time } = cumulative.collect();
    const seen = delta.collect();
    expect(valuesOf(seen, metrics.done)).toEqual([5]);
    total.value = 2;
    const [fallen] = pointsOf(cumulative.collect(), metrics.done);
    expect(fallen).toMatchObject({ value: 2, startTime: time });
    expect(fallen!.startTime).toBeGreaterThan(first!.startTime);
    const [change] = pointsOf(delta.collect(), metrics.done);
    expect(change).toMatchObject({ value: 2, startTime: seen.time });
    total.value = 3;
    expect(pointsOf(cumulative.collect(), metrics.done)[0]).toMatchObject({ value: 3, startTime: time });
    expect(valuesOf(delta.collect(), metrics.done)).toEqual([1]);
  });

  it('goes on where it was after its callback has failed for a while', () => {
    const kept = store();
    let [total, isBroken] = [5, false];
    kept.observe(metrics.done, (result) => {
      if (isBroken) throw new Error('broken');
      result.observe(total, { queue: 'mail' });
    });
    const reading = kept.reading('delta');
    expect(valuesOf(reading.collect(), metrics.done)).toEqual([5]);
    isBroken = true;
    expect(reading.collect().metrics).toEqual([]);
    expectProblems('record.observe jobs_done');
    isBroken = false;
    total = 9;
    expect(valuesOf(reading.collect(), metrics.done)).toEqual([4]);
  });

  it('has no zeros of its own, bound before or after, and is zero for a test until it is observed', () => {
    const kept = store();
    bind(catalog, kept);
    kept.observe(metrics.failed, (result) => result.observe(2, { why: 'late' }));
    bind(catalog, kept);
    expect(kept.points(metrics.failed)).toEqual([{ attributes: { why: 'late' }, value: 2 }]);
    expect(kept.value(metrics.failed, { why: 'lost' })).toBe(0);
  });
});

it('leaves out of a collection what is not observed in it', () => {
  const kept = store();
  let queues = ['mail', 'image'];
  kept.observe(metrics.waiting, (result) => {
    for (const queue of queues) result.observe(queue.length, { queue });
  });
  const reading = kept.reading();
  expect(valuesOf(reading.collect(), metrics.waiting)).toEqual([4, 5]);
  queues = ['image'];
  expect(valuesOf(reading.collect(), metrics.waiting)).toEqual([5]);
  queues = [];
  expect(reading.collect().metrics).toEqual([]);
});

it('gives each of two readers that read at once, one of them slowly, all there was when it began', async () => {
  const kept = store();
  let value = 1;
  kept.observe(metrics.waiting, (result) => {
    if (value === 2) throw new Error('broken');
    result.observe(value, { queue: 'a' });
    result.observe(value, { queue: 'b' });
  });
  const [slow, quick] = [kept.reading(), kept.reading()];
  const points = slow.collect(await kept.observed()).metrics[0]!.points[Symbol.iterator]();
  expect(points.next().value).toMatchObject({ value: 1, attributes: { queue: 'a' } });
  value = 2;
  expect(valuesOf(quick.collect(await kept.observed()), metrics.waiting)).toEqual([]);
  expectProblems('record.observe jobs_waiting');
  expect(points.next().value).toMatchObject({ value: 1, attributes: { queue: 'b' } });
  expect(points.next().done).toBe(true);
});

describe('a store that is asked for a value', () => {
  it('calls what is not async, and shows of what is what it said when somebody waited for it', async () => {
    const kept = store();
    let [value, calls] = [1, 0];
    kept.observe(metrics.running, (result) => result.observe(value));
    kept.observe(metrics.waiting, async (result) => {
      calls += 1;
      await new Promise(setImmediate);
      result.observe(value, { queue: 'mail' });
    });
    expect([kept.value(metrics.running), kept.value(metrics.waiting)]).toEqual([1, 0]);
    await kept.observed();
    value = 2;
    expect([kept.value(metrics.running), kept.value(metrics.waiting)]).toEqual([2, 1]);
    expect(kept.snapshot()['jobs_waiting']!.points).toEqual([{ attributes: { queue: 'mail' }, value: 1 }]);
    await kept.observed();
    expect(kept.value(metrics.waiting, { queue: 'mail' })).toBe(2);
    expect(calls).toBe(2);
  });

  it('calls nobody who observes other metrics, and nobody within a call of its own', () => {
    const kept = store();
    let calls = 0;
    kept.observe(metrics.running, (result) => result.observe(kept.value(metrics.running) + 1));
    kept.observe(metrics.done, () => {
      calls += 1;
    });
    expect([kept.value(metrics.running), kept.value(metrics.running)]).toEqual([1, 2]);
    expect(calls).toBe(0);
  });
});

describe('an async callback', () => {
  it('is not called again while it runs, and what it says too late is nobody’s', async () => {
    const kept = store();
    const runs: (() => void)[] = [];
    kept.observe(metrics.running, async (result) => {
      await new Promise<void>((resolve) => runs.push(resolve));
      result.observe(runs.length);
    });
    const [early, joining] = [kept.observed(), kept.observed()];
    expect(runs).toHaveLength(1);
    runs[0]!();
    expect([await early, await joining].map(([one]) => one?.value)).toEqual([1, 1]);

    expect(await kept.observed()).toEqual([]); // after a second
    expectProblems('record.observe jobs_running');
    expect(await kept.observed()).toEqual([]);
    expect(problems().map(({ count }) => count)).toEqual([2]);
    expect(runs).toHaveLength(2);
    runs[1]!();
    await new Promise(setImmediate);
    expect(kept.value(metrics.running)).toBe(0);

    const next = kept.observed();
    runs[2]!();
    expect((await next).map(({ value }) => value)).toEqual([3]);
  });

  it('says nothing once it was undone, not even in a collection that waits for it', async () => {
    const kept = store();
    let go = (): void => {};
    const undo = kept.observe(metrics.running, async (result) => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      result.observe(1);
    });
    const collecting = kept.observed();
    undo();
    go();
    expect(await collecting).toEqual([]);
    expect(kept.value(metrics.running)).toBe(0);
  });
});

it('leaves nothing behind of a thousand observers that come and go', () => {
  const kept = store({ seriesLimit: 10 });
  const readings = [kept.reading(), kept.reading('delta')];
  for (let index = 0; index < 1_000; index += 1) {
    const queue = `queue-${index}`;
    using _ = kept.observe([metrics.waiting, metrics.done], (result) => {
      result.observe(metrics.waiting, 1, { queue });
      result.observe(metrics.done, 2, { queue });
    });
    for (const reading of readings) {
      const collection = reading.collect();
      const seen = [metrics.waiting, metrics.done].map((metric) =>
        pointsOf(collection, metric).map(({ attributes, value }) => [attributes['queue'], value]),
      );
      expect(seen).toEqual([[[queue, 1]], [[queue, 2]]]);
    }
  }
  for (const reading of readings) expect(reading.collect().metrics).toEqual([]);
});

it('observes on every backend of a fan-out that can, or on none', () => {
  const [one, other, recorded] = [store(), store(), store()];
  const foreign = { ...noop(), observe: undefined } as unknown as Store;
  const undo = observe(fanOut(one, foreign, other), metrics.running, (result) => result.observe(3));
  expect([one.value(metrics.running), other.value(metrics.running)]).toEqual([3, 3]);
  undo();
  expect([one.value(metrics.running), other.value(metrics.running)]).toEqual([0, 0]);

  bind(catalog, recorded).waiting.record(1, { queue: 'mail' });
  expect(() => observe(fanOut(one, recorded), metrics.waiting, (result) => result.observe(1, { queue: 'a' }))).toThrow(
    /^jobs_waiting: was recorded on this store and cannot be observed; record or observe it, not both/,
  );
  expect(one.value(metrics.waiting)).toBe(0);
  expect(() => observe(fanOut(foreign), metrics.waiting, () => {})).toThrow('cannot observe');
});

it('observes on a store that is closed to the end, and nothing new', () => {
  const kept = store();
  kept.observe(metrics.running, (result) => result.observe(4));
  kept.close();
  expect(kept.value(metrics.running)).toBe(4);
  kept.observe(metrics.waiting, (result) => result.observe(1, { queue: 'mail' }));
  expect(kept.value(metrics.waiting)).toBe(0);
  expectProblems('record.closed jobs_waiting');
});

it('names in a problem what failed and why', () => {
  const heard: string[] = [];
  using _ = onProblem(({ message, cause }) => void heard.push(`${message} (${String(cause)})`));
  const kept = store();
  kept.observe([metrics.waiting, metrics.running], () => {
    throw new Error('broken');
  });
  kept.snapshot();
  expectProblems('record.observe jobs_waiting, jobs_running');
  expect(heard).toEqual([
    'jobs_waiting, jobs_running: the callback of observe() threw an error; what it observes is missing in that ' +
      'collection; fix the callback (Error: broken)',
  ]);
});

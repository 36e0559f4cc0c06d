import {
  bind,
  counter,
  defineCatalog,
  gauge,
  histogram,
  type Store,
  store,
  text,
  upDownCounter,
} from '@portcall/metrics';
import fc from 'fast-check';
import { mergedExponential } from '../store/exponential/merged-exponential.js';
import type { SeriesPoint } from '../store/point.js';
import { columnsOf } from './columns-of.js';
import { MergedMetrics } from './merged-metrics.js';
import type { MetricColumns } from './metric-columns.js';

const catalog = defineCatalog({
  scope: 'fleet',
  prefix: '',
  metrics: {
    jobs: counter({ name: 'jobs', description: 'Jobs.', attributes: { queue: text() } }),
    open: upDownCounter({ name: 'open', description: 'Open.' }),
    heat: gauge({ name: 'heat', description: 'Heat.', attributes: { queue: text() } }),
    depth: gauge({ name: 'depth', description: 'Depth.', aggregate: 'sum' }),
    peak: gauge({ name: 'peak', description: 'Peak.', aggregate: 'max' }),
    wait: histogram({ name: 'wait', description: 'Wait.', boundaries: [1, 10, 100], attributes: { queue: text() } }),
    size: histogram({ name: 'size', description: 'Size.', buckets: 'exponential' }),
  },
});

type Recorded = readonly [metric: 'jobs' | 'open' | 'wait' | 'size', queue: string, value: number];

const recorded = fc.tuple(
  fc.constantFrom<Recorded[0]>('jobs', 'open', 'wait', 'size'),
  fc.constantFrom('a', 'b', '', 'c"\n'),
  // Sums of such are exact, in whatever order.
  fc.oneof(fc.nat(1_000), fc.constantFrom(2 ** -20, 0.5, 2 ** 30)),
);

/** Plays recordings in a store of its own. */
function played(recordings: readonly Recorded[]): Store {
  const kept = store();
  const { jobs, open, wait, size } = bind(catalog, kept);
  for (const [metric, queue, value] of recordings) {
    if (metric === 'jobs') jobs.add(value, { queue });
    else if (metric === 'open') open.add(value);
    else if (metric === 'wait') wait.record(value, { queue });
    else size.record(value);
  }
  return kept;
}

/** As another process gets them. */
function columns(kept: Store): readonly MetricColumns[] {
  const making = columnsOf(kept.reading('cumulative').collect().metrics);
  for (;;) {
    const made = making.next();
    if (made.done === true) return structuredClone(made.value);
  }
}

function merged(all: readonly Store[], gone: readonly Store[] = []): MergedMetrics {
  const metrics = new MergedMetrics();
  for (const [index, kept] of [...all, ...gone].entries()) {
    const adding = metrics.add(columns(kept), { attributes: { 'process.pid': index }, isGone: index >= all.length });
    while (adding.next().done !== true);
  }
  return metrics;
}

/** Every series with its value, without the time since when. */
function seriesOf(metrics: ReturnType<MergedMetrics['points']>): ReadonlyMap<string, unknown> {
  return new Map(
    metrics.flatMap(({ metric, points }) =>
      Array.from(points, ({ attributes, value }: SeriesPoint) => [
        `${metric.name} ${JSON.stringify(Object.entries(attributes).sort())}`,
        structuredClone(plain(value)),
      ]),
    ),
  );
}

function plain(value: SeriesPoint['value']): unknown {
  if (typeof value === 'number') return value;
  if ('scale' in value) {
    const listed = ({ offset, counts }: typeof value.positive) => ({ offset, counts: Array.from(counts) });
    return { ...value, positive: listed(value.positive), negative: listed(value.negative) };
  }
  const { boundaries, buckets, count, sum, min, max } = value;
  return { boundaries, buckets: Array.from(buckets), count, sum, min, max };
}

it('gives of the readings of many what one would have that had recorded everything', () => {
  fc.assert(
    fc.property(fc.array(fc.array(recorded, { maxLength: 30 }), { minLength: 1, maxLength: 5 }), (processes) => {
      const together = seriesOf(merged(processes.map(played)).points());
      const alone = seriesOf(played(processes.flat()).reading('cumulative').collect().metrics);
      expect(together).toEqual(alone);
    }),
    { numRuns: 300 },
  );
});

it('shows gauges as their definition says, and beside each other where it says nothing', () => {
  const kept = [3, 5].map((value) => {
    const one = store();
    const { heat, depth, peak } = bind(catalog, one);
    heat.record(value, { queue: 'a' });
    depth.record(value);
    peak.record(value);
    return one;
  });
  const series = seriesOf(merged(kept).points());
  const gauges = [...series].filter(([key]) => /^(heat|depth|peak)/.test(key));
  expect(gauges).toEqual([
    ['heat [["process.pid",0],["queue","a"]]', 3],
    ['heat [["process.pid",1],["queue","a"]]', 5],
    ['depth []', 8],
    ['peak []', 5],
  ]);
});

it('keeps of those that have ended what they counted, and not what they held', () => {
  const [lives, ended] = [store(), store()];
  for (const one of [lives, ended]) {
    const { jobs, open, depth, wait } = bind(catalog, one);
    jobs.add(2, { queue: 'a' });
    open.add(4);
    depth.record(6);
    wait.record(7, { queue: 'a' });
  }
  const series = seriesOf(merged([lives], [ended]).points());
  expect(series.get('jobs [["queue","a"]]')).toBe(4);
  expect(series.get('wait [["queue","a"]]')).toMatchObject({ count: 2, sum: 14 });
  expect([series.get('open []'), series.get('depth []')]).toEqual([4, 6]);
});

it('adds exponential buckets of any scale, on both sides of zero', () => {
  const value = (scale: number, offset: number, counts: readonly number[], negative: readonly number[] = []) => ({
    ...{ count: 0, sum: 0, min: 0, max: 0, scale, zeroCount: 0 },
    positive: { offset, counts },
    negative: { offset: 0, counts: negative },
  });
  // At scale 1 the buckets 0 and 1 are bucket 0 of scale 0.
  const added = mergedExponential([value(0, 0, [5], [2]), value(1, 0, [1, 2, 4])]);
  expect(added).toMatchObject({
    scale: 0,
    positive: { offset: 0, counts: [8, 4] },
    negative: { offset: 0, counts: [2] },
  });
});

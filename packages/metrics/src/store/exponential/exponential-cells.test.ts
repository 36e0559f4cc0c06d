import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  type ExponentialHistogram,
  MeterProvider,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import {
  bind,
  defineCatalog,
  type ExponentialValue,
  histogram,
  type Reading,
  type Store,
  store,
  text,
} from '../../index.js';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    wait: histogram({
      name: 'wait_seconds',
      unit: 's',
      description: 'Wait.',
      attributes: { queue: text() },
      buckets: 'exponential',
    }),
  },
});
const { wait } = catalog.metrics;
const queue = 'a';

function recorded(...values: readonly number[]): Store {
  const kept = store();
  const recorder = bind(catalog, kept).wait;
  for (const value of values) recorder.record(value, { queue });
  return kept;
}

/** What a reading gives of the one series; undefined where it gives none. */
function readFrom(reading: Reading): ExponentialValue | undefined {
  const points = reading.collect().metrics.flatMap((metric) => [...metric.points]);
  expect(points.length).toBeLessThanOrEqual(1);
  return points[0]?.value as ExponentialValue | undefined;
}

/** OpenTelemetry's SDK with a view that makes buckets exponential. */
class SdkSide extends MetricReader {
  private readonly provider: MeterProvider;
  readonly record: (value: number) => void;

  constructor(temporality: AggregationTemporality) {
    super({
      aggregationTemporalitySelector: () => temporality,
    });
    const aggregation = { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const;
    const views = [{ instrumentName: '*', aggregation }];
    this.provider = new MeterProvider({ readers: [this], views, resource: resourceFromAttributes({}) });
    const instrument = this.provider.getMeter('shop').createHistogram('wait_seconds');
    this.record = (value) => instrument.record(value);
  }

  async value(): Promise<ExponentialHistogram | undefined> {
    const { resourceMetrics } = await this.collect();
    return resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.value as ExponentialHistogram | undefined;
  }

  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Counts by index, at a scale that is as coarse or coarser. */
function atScale(
  { offset, counts }: { readonly offset: number; readonly counts: ArrayLike<number> },
  from: number,
  to: number,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  Array.from(counts).forEach((values, bucket) => {
    const index = (offset + bucket) >> (from - to);
    if (values > 0) found.set(index, (found.get(index) ?? 0) + values);
  });
  return found;
}

/**
 * Bucket by bucket at the coarser of both scales: the SDK begins each delta at the finest, and takes 0 where all are zero.
 * @param total what was recorded so far, of which the sum of a delta is a difference
 */
function expectSame(ours: ExponentialValue | undefined, theirs: ExponentialHistogram | undefined, total: number): void {
  expect(ours?.count ?? 0).toBe(theirs?.count ?? 0);
  if (ours === undefined || theirs === undefined) return;
  expect([ours.zeroCount, ours.negative.counts.length]).toEqual([theirs.zeroCount, 0]);
  expect(Math.abs(ours.sum - (theirs.sum as number))).toBeLessThanOrEqual(total * 1e-9);
  const scale = Math.min(ours.scale, theirs.scale);
  const { offset, bucketCounts: counts } = theirs.positive;
  expect(atScale(ours.positive, ours.scale, scale)).toEqual(atScale({ offset, counts }, theirs.scale, scale));
}

/*
 * What a histogram takes, normal numbers of every exponent: the SDK puts smaller ones into the bucket of the smallest of
 * these, and is not exact beside the bounds of buckets, which a double is never near by chance unless it is 2^n.
 */
const normal = fc
  .tuple(fc.integer({ min: -1022, max: 52 }), fc.nat(2 ** 31 - 1))
  .map(([exponent, fraction]) => 2 ** exponent * (1 + (fraction + 0.5) / 2 ** 31));
const power = fc.integer({ min: -1021, max: 52 }).map((exponent) => 2 ** exponent);
const latency = fc.double({ min: 0.001, max: 30, noNaN: true }).map((value) => value + Math.PI / 1e5);
const values = fc.oneof(
  fc.array(latency, { maxLength: 400 }),
  fc.array(fc.oneof({ weight: 4, arbitrary: latency }, normal, power, fc.constant(0)), { maxLength: 200 }),
);

describe("against OpenTelemetry's SDK, bucket by bucket", () => {
  it('counts the same at the same scale', async () => {
    await fc.assert(
      fc.asyncProperty(values, async (all) => {
        const sdk = new SdkSide(AggregationTemporality.CUMULATIVE);
        for (const value of all) sdk.record(value);
        const [ours, theirs] = [readFrom(recorded(...all).reading()), await sdk.value()];
        expectSame(ours, theirs, ours?.sum ?? 0);
        expect([ours?.scale, ours?.min, ours?.max]).toEqual([theirs?.scale, theirs?.min, theirs?.max]);
        await sdk.shutdown();
      }),
    );
  });

  it.each(['cumulative', 'delta'] as const)('counts the same in every %s reading', async (temporality) => {
    const { CUMULATIVE, DELTA } = AggregationTemporality;
    await fc.assert(
      fc.asyncProperty(fc.array(values, { maxLength: 5 }), async (intervals) => {
        const sdk = new SdkSide(temporality === 'delta' ? DELTA : CUMULATIVE);
        const kept = store();
        const recorder = bind(catalog, kept).wait;
        const reading = kept.reading(temporality);
        let total = 0;
        for (const all of intervals) {
          for (const value of all) {
            sdk.record(value);
            recorder.record(value, { queue });
            total += value;
          }
          expectSame(readFrom(reading), await sdk.value(), total);
        }
        await sdk.shutdown();
      }),
    );
  });

  it('merges series of different scales to what one series of all would be', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const kept = store();
        const recorder = bind(catalog, kept).wait;
        for (const [key, all] of Object.entries({ a, b, c }))
          for (const value of all) recorder.record(value, { queue: key });
        const { sum, ...merged } = kept.value(wait);
        const { sum: whole, ...wanted } = recorded(...a, ...b, ...c).value(wait);
        expect(merged).toEqual(wanted);
        expect(Math.abs(sum - whole)).toBeLessThanOrEqual(whole * 1e-9);
      }),
    );
  });
});

it('holds at most 160 buckets over all numbers that there are', () => {
  const kept = recorded(0, 5e-324, 2 ** -1022, 1e-9, 1, 2 ** 52);
  const { scale, positive, ...rest } = kept.value(wait);
  expect(rest).toMatchObject({ count: 6, zeroCount: 1, min: 0, max: 2 ** 52 });
  // The buckets in which 2^-1074 and 2^52 are, each of which ends there.
  expect([scale, positive.offset, positive.counts.length]).toEqual([-3, -1075 >> 3, (51 >> 3) - (-1075 >> 3) + 1]);
});

it('counts numbers below the least normal one where they are, and not in the bucket of zero', () => {
  const { zeroCount, scale, positive } = recorded(2 ** -1074, 2 ** -1073).value(wait);
  expect([zeroCount, scale, positive.counts[0], Array.from(positive.counts).at(-1)]).toEqual([0, 7, 1, 1]);
  expect(positive.offset).toBe(-1074 * 2 ** 7 - 1);
});

it('has the finest scale for one value, and none for zeros', () => {
  expect(recorded(1).value(wait)).toMatchObject({ scale: 20, positive: { offset: -1, counts: [1] } });
  expect(recorded(0, 0).value(wait)).toMatchObject({ count: 2, zeroCount: 2, scale: 0, positive: { counts: [] } });
  expect(store().value(wait)).toMatchObject({ count: 0, sum: 0, scale: 0, positive: { counts: [] } });
});

it('gives what later recordings do not change, and nobody can', () => {
  const kept = store();
  const recorder = bind(catalog, kept).wait;
  recorder.record(1, { queue });
  const before = kept.points(wait)[0]?.value as ExponentialValue;
  recorder.record(1, { queue });
  expect(before.positive.counts).toEqual([1]);
  expect([before, before.positive, before.positive.counts].every(Object.isFrozen)).toBe(true);
});

it('gives each of two delta readers its own, whatever the other has read and however coarse the scale has become', () => {
  const kept = store();
  const recorder = bind(catalog, kept).wait;
  const [often, seldom] = [kept.reading('delta'), kept.reading('delta')];
  recorder.record(1, { queue });
  recorder.record(1.5, { queue });
  const first = readFrom(often);
  recorder.record(1_000_000, { queue });
  recorder.record(0, { queue });
  const second = readFrom(often);
  expect(first).toMatchObject({ count: 2, sum: 2.5, min: 1, max: 1.5 });
  expect(second).toMatchObject({ count: 2, sum: 1_000_000, zeroCount: 1, positive: { counts: [1] } });
  expect(second?.scale).toBeLessThan(first?.scale as number);
  expect(readFrom(often)).toBeUndefined();
  expect(readFrom(seldom)).toMatchObject({ count: 4, sum: 1_000_002.5, zeroCount: 1, min: 0, max: 1_000_000 });
  expect(readFrom(seldom)).toBeUndefined();
});

it('begins anew after a reset, at the finest scale', () => {
  const kept = recorded(1, 1_000_000);
  const reading = kept.reading('delta');
  readFrom(reading);
  kept.reset();
  bind(catalog, kept).wait.record(3, { queue });
  expect(readFrom(reading)).toMatchObject({ count: 1, scale: 20, min: 3, max: 3 });
});

it('is not the metric of the same name that has boundaries', () => {
  const kept = recorded(1);
  const { name, unit, description, attributes } = { ...wait, name: 'wait_seconds' };
  const others = defineCatalog({
    scope: 'shop',
    metrics: { wait: histogram({ name, unit, description, attributes }) },
  });
  expect(() => bind(others, kept)).toThrow(/^shop_wait_seconds: already bound to this backend with another boundaries/);
});

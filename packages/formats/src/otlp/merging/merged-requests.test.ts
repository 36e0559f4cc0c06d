import type { ExponentialBuckets, ExponentialValue, SeriesPoint } from '@portcall/metrics';
import fc from 'fast-check';
import { collectionOf, type PlainMetric } from '../../../test/collection-of.js';
import { foreignMetrics } from '../../../test/foreign-metrics.js';
import { officialItems } from '../../../test/official-request.js';
import type { EncodedRequest } from '../halving/halves.js';
import { jsonMetricsRequests, type MetricsRequest, metricsRequests } from '../metrics/metrics-requests.js';
import { mergedRequestsSteps } from './merged-requests.js';

type Encoding = 'protobuf' | 'json';

const ENCODINGS = { protobuf: metricsRequests, json: jsonMetricsRequests } as const;
const RESOURCE = { 'service.name': 'merged' };

function merged(requests: readonly EncodedRequest[], encoding: Encoding): readonly EncodedRequest[] {
  const steps = mergedRequestsSteps(requests, RESOURCE, encoding);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

const asEncoded = ({ bytes, points }: MetricsRequest): EncodedRequest => ({ bytes, items: points });
const itemsOf = (requests: readonly EncodedRequest[], encoding: Encoding) =>
  requests.flatMap(({ bytes }) => officialItems(bytes, 'metrics', encoding));

describe.each(['protobuf', 'json'] as const)('requests in %s that are merged', (encoding) => {
  /** Deltas of one metric, each request read in the second after the one before. */
  function deltas(kind: PlainMetric['kind'], ...readings: readonly PlainMetric['points'][]): readonly EncodedRequest[] {
    return readings.flatMap((points, reading) => {
      const { metrics } = collectionOf({ name: 'm', kind: kind as 'counter', points });
      const ofReading = metrics.map(({ points: all, ...metric }) => ({
        ...metric,
        temporality: 'delta' as const,
        points: Array.from(all, (point) => ({ ...point, startTime: 1_000 * (reading + 1) })),
      }));
      const collection = { time: 1_000 * (reading + 2), metrics: ofReading };
      return [...ENCODINGS[encoding](collection, RESOURCE)].map(asEncoded);
    });
  }
  const pointsAfter = (requests: readonly EncodedRequest[]): readonly Record<string, any>[] =>
    itemsOf(merged(requests, encoding), encoding).map((item) => item['item'] as Record<string, any>);
  const point = (value: unknown, attributes = {}, ...exemplars: SeriesPoint['exemplars']) =>
    [attributes, value, exemplars] as const;

  it('say the same of every point that is the only one of its series', () => {
    const text = JSON.stringify;
    fc.assert(
      fc.property(foreignMetrics, (all) => {
        const apart = all.map((metric, nth) => ({
          ...metric,
          points: metric.points.map(([attributes, value], i) => [{ ...attributes, at: `${nth} ${i}` }, value] as const),
        }));
        const requests = [...ENCODINGS[encoding](collectionOf(...apart), RESOURCE)].map(asEncoded);
        const items = (of: readonly EncodedRequest[]) =>
          itemsOf(of, encoding)
            .map((item) => text(item))
            .sort();
        expect(items(merged(requests, encoding))).toEqual(items(requests));
      }),
      { numRuns: 200 },
    );
  });

  it('have the sum of deltas, over the time of all of them', () => {
    const points = pointsAfter(deltas('counter', [point(1)], [point(2), point(7, { of: 'another' })], [point(4)]));
    expect(points).toMatchObject([
      { asDouble: 7, startTimeUnixNano: '1000000000', timeUnixNano: '4000000000' },
      { asDouble: 7, startTimeUnixNano: '2000000000', timeUnixNano: '3000000000' },
    ]);
  });

  it('know a series by its attributes, in whatever order they come, and by what kind of value they are', () => {
    const readings = [[point(1, { a: 1, b: '2' })], [point(2, { b: '2', a: 1 }), point(4, { a: '1', b: '2' })]];
    expect(pointsAfter(deltas('counter', ...readings)).map(({ asDouble }) => asDouble)).toEqual([3, 4]);
  });

  it('have the newest of a gauge, and of one that is gone when it was read last', () => {
    const points = pointsAfter(deltas('gauge', [point(5), point(6, { of: 'gone' })], [point(3)]));
    expect(points.map(({ asDouble, timeUnixNano }) => [asDouble, timeUnixNano])).toEqual([
      [3, '3000000000'],
      [6, '2000000000'],
    ]);
  });

  it('have the newest of what is cumulative', () => {
    const wholes = [5, 3].flatMap((value) => [
      ...ENCODINGS[encoding](collectionOf({ name: 'm', kind: 'upDownCounter', points: [point(value)] }), RESOURCE),
    ]);
    expect(pointsAfter(wholes.map(asEncoded))).toMatchObject([{ asDouble: 3 }]);
  });

  it('have the buckets of histograms together, the least and the greatest where both are known', () => {
    const value = (min: number, max: number) => ({
      count: 3,
      sum: 9,
      min,
      max,
      boundaries: [1, 5],
      buckets: [1, 2, 0],
    });
    const [all] = pointsAfter(deltas('histogram', [point(value(0.5, 5))], [point(value(0.25, 4))]));
    expect(all).toMatchObject({ count: '6', sum: 18, min: 0.25, max: 5, bucketCounts: ['2', '4', '0'] });
    const [unknown] = pointsAfter(deltas('histogram', [point(value(0.5, 5))], [point(value(Infinity, -Infinity))]));
    expect(unknown).toMatchObject({ count: '6', sum: 18 });
    expect(unknown).not.toHaveProperty('min');
    expect(unknown).not.toHaveProperty('max');
  });

  it('have points of their own for histograms whose boundaries differ, and for sums that no number holds', () => {
    const value = (boundary: number) => ({ count: 1, sum: 1, min: 1, max: 1, boundaries: [boundary], buckets: [1, 0] });
    expect(pointsAfter(deltas('histogram', [point(value(1))], [point(value(2))], [point(value(2))]))).toMatchObject([
      { explicitBounds: [1], count: '1' },
      { explicitBounds: [2], count: '2' },
    ]);
    const most = Number.MAX_VALUE;
    expect(pointsAfter(deltas('counter', [point(most)], [point(most)])).map(({ asDouble }) => asDouble)).toEqual([
      most,
      most,
    ]);
  });

  it('have every value of exponential histograms in a bucket that is as fine as can be', () => {
    const buckets = fc.record({
      offset: fc.integer({ min: -300, max: 300 }),
      counts: fc.array(fc.nat(3), { maxLength: 160 }),
    });
    const histogram = fc
      .record({ scale: fc.integer({ min: -2, max: 20 }), zeroCount: fc.nat(3), positive: buckets, negative: buckets })
      .map((value) => ({ ...value, count: totalOf(value), sum: 1, min: -1, max: 1 }));
    fc.assert(
      fc.property(fc.array(histogram, { minLength: 1, maxLength: 4 }), (values) => {
        const [written] = pointsAfter(deltas('histogram', ...values.map((value) => [point(value)])));
        const scale = (written as any).scale as number;
        for (const side of ['positive', 'negative'] as const) {
          expect(bucketsAt(scale, scale, written?.[side])).toEqual(
            sumOf(values.map((value) => bucketsAt(scale, value.scale, value[side]))),
          );
        }
        expect(Number(written?.['count'])).toBe(values.reduce((sum, { count }) => sum + count, 0));
        expect(Number(written?.['zeroCount'])).toBe(values.reduce((sum, { zeroCount }) => sum + zeroCount, 0));
      }),
      { numRuns: 100 },
    );
  });

  it('have as many exemplars as one point has, the newest', () => {
    const exemplar = (value: number, time: number) => ({
      value,
      time,
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
    });
    const value = { count: 2, sum: 3, min: 1, max: 2, boundaries: [1], buckets: [1, 1] };
    const [histogram] = pointsAfter(
      deltas('histogram', [point(value, {}, exemplar(1, 10), exemplar(3, 20))], [point(value, {}, exemplar(2, 30))]),
    );
    expect(histogram?.['exemplars'].map(({ asDouble }: { asDouble: number }) => asDouble)).toEqual([2, 1]);
    const [counter] = pointsAfter(deltas('counter', [point(1, {}, exemplar(1, 1))], [point(2, {}, exemplar(2, 2))]));
    expect(counter?.['exemplars']).toMatchObject([{ asDouble: 2, timeUnixNano: '2000000' }]);
  });
});

function totalOf({ zeroCount, positive, negative }: Pick<ExponentialValue, 'zeroCount' | 'positive' | 'negative'>) {
  return [...Array.from(positive.counts), ...Array.from(negative.counts)].reduce((sum, one) => sum + one, zeroCount);
}

/** How many values are in which bucket of a coarser scale; those that are empty are left out. */
function bucketsAt(
  scale: number,
  from: number,
  written: (Partial<ExponentialBuckets> & { bucketCounts?: readonly (string | number)[] }) | undefined,
) {
  const { offset = 0, counts = written?.bucketCounts ?? [] } = written ?? {};
  return sumOf(
    Array.from(counts as ArrayLike<string | number>, (values, i) => ({
      [(offset + i) >> (from - scale)]: Number(values),
    })),
  );
}

function sumOf(all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const one of all) for (const [bucket, values] of Object.entries(one)) sum[bucket] = (sum[bucket] ?? 0) + values;
  return Object.fromEntries(Object.entries(sum).filter(([, values]) => values > 0));
}

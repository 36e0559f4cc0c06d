import { anyRecordings, type Recordings } from '@portcall/conformance';
import type { OtlpBuckets, OtlpPoint } from '@portcall/real-parts';
import fc from 'fast-check';
import { type Played, Player } from './player.js';

/*
 * Whatever is recorded, whoever reads it cannot tell whether our store and our writers were behind it or OpenTelemetry's SDK
 * and its exporters: the whole way, from registration to the bytes at a receiver and at a scraper. Where they differ on
 * purpose is in the table of docs/exposition.md.
 */

const RUNS = 25;

let player: Player;
beforeAll(async () => {
  player = await Player.start();
});
afterAll(() => player[Symbol.asyncDispose]());

const SETTINGS = ['cumulative', 'delta'].flatMap((temporality) =>
  ['http/protobuf', 'http/json'].map((protocol) => ({ temporality, protocol })),
);

describe.each(SETTINGS)('metrics as $temporality, over $protocol', ({ temporality, protocol }) => {
  const environment = {
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
  };

  it('are the same by our store and by OpenTelemetry’s SDK, at two receivers and at a scraper', async () => {
    const same = fc.asyncProperty(anyRecordings(), fc.nat(60), async ({ catalog, recordings }, pause) => {
      const parts = [recordings.slice(0, pause), recordings.slice(pause)];
      const ours = await player.play({ catalog, parts, aggregation: 'store', environment });
      const theirs = await player.play({ catalog, parts, aggregation: 'sdk', environment });
      expect([ours.problems, theirs.problems]).toEqual([[], []]);
      expect(ours.texts.map(sorted)).toEqual(theirs.texts.map(sorted));
      expect(exportsOf(ours)).toEqual(exportsOf(theirs));
      for (const points of ours.received) expectTimes(points, temporality);
    });
    await fc.assert(same, { numRuns: RUNS });
  }, 120_000);

  it('have the same exponential histograms, bucket by bucket', async () => {
    let seen = 0;
    const same = fc.asyncProperty(anyRecordings(), fc.nat(60), async ({ catalog, recordings }, pause) => {
      const program = {
        catalog: withExponentialBuckets(catalog),
        parts: [recordings.slice(0, pause), recordings.slice(pause)],
        environment,
      };
      const ours = await player.play({ ...program, aggregation: 'store' });
      const theirs = await player.play({ ...program, aggregation: 'sdk' });
      expect([ours.problems, theirs.problems]).toEqual([[], []]);
      seen += ours.received.flat().filter(({ type }) => type === 'exponentialHistogram').length;
      const [told, wanted] = [exportsOf(ours), exportsOf(theirs)];
      expect(told.map((all) => [...all.keys()].sort())).toEqual(wanted.map((all) => [...all.keys()].sort()));
      for (const [receiver, all] of told.entries()) {
        for (const [series, points] of all) {
          const others = wanted[receiver]!.get(series) ?? [];
          expect(points.map((point, i) => inBucketsOf(point, others[i]))).toEqual(
            others.map((other, i) => inBucketsOf(other, points[i])),
          );
        }
      }
    });
    await fc.assert(same, { numRuns: RUNS });
    expect(seen).toBeGreaterThan(0);
  }, 120_000);
});

/** The same catalog, whose histograms choose their buckets by what they are given. */
function withExponentialBuckets(catalog: Recordings['catalog']): Recordings['catalog'] {
  const metrics = Object.entries(catalog.metrics).map(([key, definition]) => {
    const { boundaries: _, ...others } = definition;
    return [key, definition.kind === 'histogram' ? { ...others, buckets: 'exponential' } : definition] as const;
  });
  return { ...catalog, metrics: Object.fromEntries(metrics) as unknown as Recordings['catalog']['metrics'] };
}

/**
 * A point in the buckets of the coarser of two: a known difference of deltas is that ours have the scale their series has by
 * then. Cumulative ones have the same scale.
 */
function inBucketsOf(point: Comparable, other: Comparable | undefined): Comparable {
  const { scale, positive, negative } = point;
  if (scale === undefined || point.temporality === 'cumulative') return point;
  const coarser = Math.min(scale, other?.scale ?? scale);
  const merged = (buckets: OtlpBuckets) => countsAt(buckets, scale - coarser);
  return {
    ...point,
    scale: coarser,
    positive: merged(positive as OtlpBuckets),
    negative: merged(negative as OtlpBuckets),
  };
}

/** The counts by bucket, each the sum of `2 ** finer` neighbours. */
function countsAt({ offset, counts }: OtlpBuckets, finer: number): Readonly<Record<number, number>> {
  const all: Record<number, number> = {};
  for (const [i, count] of counts.entries()) {
    const index = Math.floor((offset + i) / 2 ** finer);
    if (count > 0) all[index] = (all[index] ?? 0) + count;
  }
  return all;
}

/** Without what telemetry says of itself, which there is by our store alone, and what OpenTelemetry says where there is nothing. */
function sorted(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && line !== '# no registered metrics' && !/^(?:# \w+ )?otel_sdk_/.test(line))
    .sort();
}

/** What each receiver was told of every series, in the order in which it was told. */
function exportsOf({ received }: Played): readonly ReadonlyMap<string, readonly Comparable[]>[] {
  return received.map((points) => {
    const told = new Map<string, OtlpPoint[]>();
    for (const point of points) told.set(seriesOf(point), [...(told.get(seriesOf(point)) ?? []), point]);
    return new Map([...told].map(([series, all]) => [series, all.filter(saysSomething).map(comparable)]));
  });
}

/** A known difference: deltas of nothing and gauges that have not changed, both once a series is known. */
function saysSomething(point: OtlpPoint, index: number, all: readonly OtlpPoint[]): boolean {
  const before = all[index - 1];
  if (before === undefined) return true;
  if (point.temporality === 'delta') return (point.count ?? point.value) !== 0;
  return point.temporality === 'cumulative' || point.value !== before.value;
}

interface Comparable extends Partial<Omit<OtlpPoint, 'attributes' | 'positive' | 'negative'>> {
  readonly attributes: readonly (readonly [string, unknown])[];
  readonly positive?: OtlpBuckets | Readonly<Record<number, number>>;
  readonly negative?: OtlpBuckets | Readonly<Record<number, number>>;
}

/** Times are another test's; minimum and maximum of an interval are a known difference. */
function comparable(point: OtlpPoint, index: number): Comparable {
  const { startTimeUnixNano: _start, timeUnixNano: _time, attributes, min, max, ...said } = point;
  const ofTheInterval = point.temporality === 'delta' && index > 0;
  return { ...said, ...(ofTheInterval ? {} : { min, max }), attributes: Object.entries(attributes).sort() };
}

function seriesOf({ name, attributes }: OtlpPoint): string {
  return `${name} ${JSON.stringify(Object.entries(attributes).sort())}`;
}

/** Sums of one series go on where the last one ended, or all start at one time. */
function expectTimes(points: readonly OtlpPoint[], temporality: string): void {
  const last = new Map<string, OtlpPoint>();
  for (const point of points) {
    const before = last.get(seriesOf(point));
    last.set(seriesOf(point), point);
    expect(BigInt(point.startTimeUnixNano)).toBeLessThanOrEqual(BigInt(point.timeUnixNano));
    if (before === undefined || point.temporality === undefined) continue;
    const isDelta = temporality === 'delta' && point.temporality === 'delta';
    expect(point.startTimeUnixNano).toBe(isDelta ? before.timeUnixNano : before.startTimeUnixNano);
  }
}

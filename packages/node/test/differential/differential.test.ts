import { anyRecordings } from '@portcall/conformance';
import type { OtlpPoint } from '@portcall/real-parts';
import fc from 'fast-check';
import { type Played, Player } from './player.js';

/*
 * Whatever is recorded, whoever reads it cannot tell whether our store and our writers were behind it or OpenTelemetry's SDK
 * and its exporters: the whole way, from registration to the bytes at a receiver and at a scraper. Where they differ on
 * purpose is in the table of docs/exposition.md.
 */

const RUNS = 40;

let player: Player;
beforeAll(async () => {
  player = await Player.start();
});
afterAll(() => player[Symbol.asyncDispose]());

const SETTINGS = ['cumulative', 'delta'].flatMap((temporality) =>
  ['http/protobuf', 'http/json'].map((protocol) => ({ temporality, protocol })),
);

describe.each(SETTINGS)('metrics as $temporality, over $protocol', ({ temporality, protocol }) => {
  it('are the same by our store and by OpenTelemetry’s SDK, at two receivers and at a scraper', async () => {
    const environment = {
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    };
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
});

function sorted(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

/** What each receiver was told of every series, in the order in which it was told. */
function exportsOf({ received }: Played): readonly ReadonlyMap<string, readonly object[]>[] {
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

/** Times are another test's; minimum and maximum of an interval are a known difference. */
function comparable(point: OtlpPoint, index: number): object {
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

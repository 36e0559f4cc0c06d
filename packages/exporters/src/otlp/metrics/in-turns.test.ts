import { metricsSteps } from '@portcall/formats/internal';
import { bind, type Collection, defineCatalog, histogram, integer, type SeriesPoint, store } from '@portcall/metrics';
import { allOf, inTurns } from './in-turns.js';

const SERIES = 100_000;

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    wait: histogram({
      name: 'wait_seconds',
      unit: 's',
      description: 'Waits.',
      attributes: { shelf: integer(), place: integer() },
      boundaries: [0.1, 0.2, 0.5, 1, 2, 5, 10],
    }),
  },
});

/** A collection of many histograms that counts how many of them have been read. */
function counted() {
  const kept = store({ seriesLimit: SERIES });
  const { wait } = bind(catalog, kept);
  for (let at = 0; at < SERIES; at += 1) wait.record(at % 7, { shelf: at % 300, place: Math.floor(at / 300) });
  const progress = { read: 0 };
  const counting = function* (points: Iterable<SeriesPoint>) {
    for (const point of points) {
      progress.read += 1;
      yield point;
    }
  };
  const { time, metrics } = kept.reading().collect();
  const collection: Collection = {
    time,
    metrics: metrics.map((metric) => ({ ...metric, points: counting(metric.points) })),
  };
  return { progress, collection };
}

/** What `value` was at every turn of the event loop while `work` went on. */
async function atEveryTurn(value: () => number, work: () => Promise<unknown>): Promise<readonly number[]> {
  const seen: number[] = [];
  let isOpen = true;
  const turn = (): void => {
    seen.push(value());
    if (isOpen) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  isOpen = false;
  return [...seen, value()];
}

it.each([
  [
    'are sent one by one',
    async (requests: ReturnType<typeof inTurns>) => {
      for await (const { bytes } of requests) expect(bytes.length).toBeLessThanOrEqual(1_000_000);
    },
  ],
  ['are all kept for another time', allOf],
])('everything else has its turn every two thousand points at most, whether requests %s', async (_, take) => {
  const { progress, collection } = counted();
  const seen = await atEveryTurn(
    () => progress.read,
    () => take(inTurns(metricsSteps(collection, {}))),
  );
  expect(seen.at(-1)).toBe(SERIES);
  const steps = seen.map((read, at) => read - (seen[at - 1] ?? 0));
  expect(Math.max(...steps)).toBeLessThanOrEqual(2_000);
});

it('what is kept for another time is not written over by what comes next', async () => {
  const { collection } = counted();
  const kept = await allOf(inTurns(metricsSteps(collection, {}, { maxBytes: 100_000 })));
  const before = kept.map(({ bytes }) => Buffer.from(bytes).toString('base64'));
  const again = counted().collection;
  for await (const { bytes } of inTurns(metricsSteps(again, {}, { maxBytes: 100_000 })))
    expect(bytes.length).toBeGreaterThan(0);
  expect(kept.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).toEqual(before);
  expect(kept.reduce((sum, { points }) => sum + points, 0)).toBe(SERIES);
});

import { join } from 'node:path';
import {
  type Child,
  eventually,
  type PrometheusExemplar,
  type PrometheusHistogram,
  type PrometheusSample,
  runNode,
} from '@portcall/real-parts';
import { differences, expectedSamples, foundSamples, type StoredMetric } from './expected-samples.js';

/** What the program says that there is to find. */
export interface Said {
  readonly metrics: readonly StoredMetric[];
  /** What was recorded of the exponential histogram. */
  readonly sizes: readonly number[];
  readonly began: number;
  readonly ended: number;
  readonly scrape: string;
}

/** What the exponential histogram is called. */
export const SIZE = 'format_size_bytes';

const SECONDS = 1_000;

/** An application that has recorded whatever there is to find, and stays up to be scraped. */
export async function startApp(env: Readonly<Record<string, string>> = {}): Promise<[Child, Said]> {
  const app = runNode(join(__dirname, 'every-format.mjs'), {
    env: {
      OTEL_EXPORTER_PROMETHEUS_PORT: '0',
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      OTEL_BSP_SCHEDULE_DELAY: '200',
      ...env,
    },
    timeoutMs: 120 * SECONDS,
  });
  return [app, JSON.parse(await app.waitForLine(/^\{"metrics"/)) as Said];
}

export async function expectNumbers({ metrics }: Said, ask: () => Promise<readonly PrometheusSample[]>): Promise<void> {
  const expected = expectedSamples(metrics, 'underscore_suffixes');
  expect(expected.size).toBeGreaterThan(60);
  let missing: readonly string[] = [];
  await eventually(
    async () => {
      missing = differences(expected, foundSamples(await ask(), metrics));
      return missing.length === 0;
    },
    {
      timeoutMs: 25 * SECONDS,
      everyMs: 250,
      what: () => `${missing.length} samples:\n${missing.slice(0, 10).join('\n')}`,
    },
  );
}

/** Every metric has some, and each names the trace that it was recorded in: its value is made of that. */
export async function expectExemplars(
  names: readonly string[],
  ask: () => Promise<readonly PrometheusExemplar[]>,
): Promise<void> {
  let exemplars: readonly PrometheusExemplar[] = [];
  await eventually(
    async () => {
      exemplars = await ask();
      return names.every((name) => exemplars.some(({ seriesLabels }) => seriesLabels['__name__'] === name));
    },
    {
      timeoutMs: 15 * SECONDS,
      everyMs: 250,
      what: () => `exemplars of ${names}; there are ${JSON.stringify(exemplars)}`,
    },
  );
  for (const { labels, value } of exemplars) {
    expect(labels['trace_id']).toMatch(/^[0-9a-f]{32}$/);
    expect(labels['span_id']).toMatch(/^[0-9a-f]{16}$/);
    expect(value).toBe(Number.parseInt(labels['trace_id']!.slice(0, 6), 16));
  }
}

/** Every bucket holds as many of the values as lie in it, and together they hold them all. */
export function expectValues({ count, sum, buckets }: PrometheusHistogram, values: readonly number[]): void {
  expect(count).toBe(values.length);
  expect(sum).toBeCloseTo(
    values.reduce((all, value) => all + value, 0),
    6,
  );
  const isIn = (value: number, above: number, upTo: number) =>
    value === 0 ? above <= 0 && upTo >= 0 : value > above && value <= upTo;
  const wanted = buckets.map(({ above, upTo }) => values.filter((value) => isIn(value, above, upTo)).length);
  expect(buckets.map((bucket) => bucket.count)).toEqual(wanted);
  expect(wanted.reduce((all, one) => all + one, 0)).toBe(values.length);
  // Not in a few broad ones.
  expect(buckets.length).toBeGreaterThan(new Set(values).size / 2);
}

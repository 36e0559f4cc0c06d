import {
  type Child,
  describeWith,
  type PrometheusServer,
  type ScrapeProtocol,
  startPrometheus,
} from '@portcall/real-parts';
import { expectExemplars, expectNumbers, expectValues, type Said, SIZE, startApp } from './format-app.js';

interface Format {
  readonly protocol: ScrapeProtocol;
  readonly contentType: string;
  readonly hasNative: boolean;
  readonly hasExemplars: boolean;
  readonly hasStarts: boolean;
}

const FORMATS: readonly Format[] = [
  {
    protocol: 'PrometheusText0.0.4',
    contentType: 'text/plain;version=0.0.4',
    hasNative: false,
    hasExemplars: false,
    hasStarts: false,
  },
  {
    protocol: 'PrometheusText1.0.0',
    contentType: 'text/plain;version=1.0.0',
    hasNative: false,
    hasExemplars: false,
    hasStarts: false,
  },
  {
    protocol: 'OpenMetricsText1.0.0',
    contentType: 'application/openmetrics-text;version=1.0.0',
    hasNative: false,
    hasExemplars: true,
    hasStarts: true,
  },
  {
    protocol: 'OpenMetricsText2.0.0',
    contentType: 'application/openmetrics-text;version=2.0.0',
    hasNative: true,
    hasExemplars: true,
    hasStarts: true,
  },
  {
    protocol: 'PrometheusProto',
    contentType: 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
    hasNative: true,
    hasExemplars: true,
    hasStarts: true,
  },
];

const SECONDS = 1_000;
describeWith('prometheus-3', 'one application that Prometheus scrapes in every format at the same time', () => {
  let app: Child;
  let said: Said;
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    [app, said] = await startApp({ OTEL_METRIC_EXPORT_INTERVAL: '60000' });
    const target = new URL(said.scrape).host;
    prometheus = await startPrometheus({
      part: 'prometheus-3',
      features: ['exemplar-storage', 'created-timestamp-zero-ingestion', 'openmetrics2'],
      jobs: FORMATS.map(({ protocol, hasNative }) => ({
        name: protocol,
        target,
        protocol,
        nativeHistograms: hasNative,
      })),
    });
    await prometheus.waitFor('target_info', (samples) => samples.length === FORMATS.length, 25 * SECONDS);
  }, 60 * SECONDS);

  afterAll(async () => {
    await Promise.all([app[Symbol.asyncDispose](), prometheus.stop()]);
  }, 30 * SECONDS);

  it.each(FORMATS)('is answered by $protocol where that is asked for', async ({ contentType }) => {
    const { headers } = await fetch(said.scrape, { headers: { accept: contentType } });
    expect(headers.get('content-type')?.replaceAll('; ', ';')).toContain(contentType);
  });

  it.each(FORMATS)('is taken by $protocol', async ({ protocol }) => {
    const { activeTargets } = (await prometheus.api('/api/v1/targets?state=active')) as {
      activeTargets: readonly { scrapePool: string; health: string; lastError: string }[];
    };
    const target = activeTargets.find(({ scrapePool }) => scrapePool === protocol);
    expect(target).toMatchObject({ health: 'up', lastError: '' });
  });

  it.each(FORMATS)('has every number by $protocol', async ({ protocol }) => {
    await expectNumbers(said, () => prometheus.query(`{job="${protocol}"}`));
  });

  it.each(FORMATS.filter(({ hasNative }) => hasNative))('has native histograms by $protocol', async ({ protocol }) => {
    const [sample] = await prometheus.waitFor(`${SIZE}{job="${protocol}"}`);
    expectValues(sample!.histogram!, said.sizes);
  });

  it.each(FORMATS.filter(({ hasNative }) => !hasNative))(
    'has count and sum of an exponential histogram by $protocol',
    async ({ protocol }) => {
      const value = async (part: string) => (await prometheus.query(`${SIZE}_${part}`))[0]?.value;
      expect(await value(`count{job="${protocol}"}`)).toBe(said.sizes.length);
      expect(await value(`bucket{job="${protocol}",le="+Inf"}`)).toBe(said.sizes.length);
      expect(await value(`sum{job="${protocol}"}`)).toBeCloseTo(
        said.sizes.reduce((all, size) => all + size, 0),
        6,
      );
    },
  );

  it.each(FORMATS.filter(({ hasStarts }) => hasStarts))('knows by $protocol since when it counts', async (format) => {
    const { protocol, hasNative } = format;
    const labels = `{job="${protocol}"}`;
    for (const name of ['format_jobs_total', 'format_wait_seconds_count', hasNative ? SIZE : `${SIZE}_sum`]) {
      for (const [time, first] of await firstOf(`${name}${labels}`)) {
        expect(first).toBe('0');
        expect(time * 1_000).toBeGreaterThanOrEqual(said.began - 1);
        expect(time * 1_000).toBeLessThanOrEqual(said.ended);
      }
    }
  });

  it.each(FORMATS.filter(({ hasExemplars }) => hasExemplars))('leads to traces by $protocol', async (format) => {
    const { protocol, hasNative } = format;
    const exponential = hasNative ? 'format_pulse_bytes' : 'format_pulse_bytes_bucket';
    const names = ['format_pulses_total', 'format_pulse_bucket', exponential];
    await expectExemplars(names, () => prometheus.exemplars(`{job="${protocol}"}`));
  });

  /** The first samples of the series that a selector names, each with its time in seconds. */
  async function firstOf(selector: string): Promise<readonly (readonly [number, string])[]> {
    const { result } = (await prometheus.api(`/api/v1/query?${new URLSearchParams({ query: `${selector}[1h]` })}`)) as {
      result: { values?: [number, string][]; histograms?: [number, { count: string }][] }[];
    };
    expect(result.length).toBeGreaterThan(0);
    return result.map(({ values, histograms }) => {
      const [time, first] = (values ?? histograms)![0]!;
      return [time, typeof first === 'string' ? first : first.count];
    });
  }
});

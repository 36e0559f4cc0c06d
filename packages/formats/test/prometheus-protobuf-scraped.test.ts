import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forgetProblems, onProblem } from '@portcall/core';
import { prometheusProtobuf } from '@portcall/formats';
import type { Collection, Exemplar } from '@portcall/metrics';
import { describeWith, type PrometheusServer, startPrometheus } from '@portcall/real-parts';
import { collectionOf } from './collection-of.js';

const NOW = Date.now();
const STARTED = NOW - 60_000;
const exemplars: readonly Exemplar[] = [
  { value: 1.5, time: NOW - 2_000, traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' },
];
const totals = { min: 0, max: 9 };
const exponential = (scale: number, offset: number, counts: readonly number[], zeroCount = 0) => ({
  ...totals,
  count: counts.reduce((sum, count) => sum + count, zeroCount),
  sum: 12.5,
  scale,
  zeroCount,
  positive: { offset, counts },
  negative: { offset: 0, counts: [] },
});

/** Began a minute ago, as far as whoever reads it is told. */
function collection(): Collection {
  const { metrics } = collectionOf(
    { name: 'orders', kind: 'counter', unit: '{order}', points: [[{ country: 'a"b\\c\nd模' }, 2, exemplars]] },
    { name: 'stock', points: [[{}, -7.5]] },
    {
      name: 'wait',
      kind: 'histogram',
      points: [[{}, { ...totals, count: 3, sum: 10.5, boundaries: [1, 2], buckets: [2, 0, 1] }, exemplars]],
    },
    {
      name: 'native',
      kind: 'histogram',
      points: [
        [{ is: 'fine' }, exponential(0, 0, [3, 0, 0, 0, 1, 0, 2], 4), exemplars],
        [{ is: 'finer than there is' }, exponential(9, 1_023, [1, 1])],
        [{ is: 'empty' }, exponential(3, 0, [])],
        [{ is: 'too coarse' }, exponential(-6, 0, [5])],
      ],
    },
  );
  const began = metrics.map((metric) => ({
    ...metric,
    points: Array.from(metric.points, (point) => ({ ...point, startTime: STARTED })),
  }));
  return { time: Date.now(), metrics: began };
}

describeWith('prometheus-3', 'what a real Prometheus makes of the protobuf', () => {
  const stop = onProblem(() => {});
  const app = createServer((_, response) => {
    const writer = prometheusProtobuf();
    response.writeHead(200, { 'content-type': writer.contentType });
    for (const piece of writer.write(collection(), { 'service.name': 'shop' })) response.write(piece);
    response.end();
  });
  let prometheus: PrometheusServer;
  const numberAt = async (query: string): Promise<number | undefined> => (await prometheus.waitFor(query))[0]?.value;
  const native = async (is: string) => (await prometheus.waitFor(`native{is="${is}"}`))[0]!.histogram!;

  beforeAll(async () => {
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    const target = `127.0.0.1:${(app.address() as AddressInfo).port}`;
    prometheus = await startPrometheus({
      part: 'prometheus-3',
      features: ['exemplar-storage', 'created-timestamp-zero-ingestion'],
      jobs: [{ name: 'protobuf', target, protocol: 'PrometheusProto', nativeHistograms: true }],
    });
    await prometheus.waitFor('target_info');
  });

  afterAll(async () => {
    stop();
    forgetProblems();
    app.close().closeAllConnections();
    await prometheus.stop();
  }, 30_000);

  it('has numbers, labels and classic buckets', async () => {
    expect(await numberAt('orders_total{country="a\\"b\\\\c\\nd模"}')).toBe(2);
    expect(await numberAt('stock')).toBe(-7.5);
    expect(await numberAt('wait_count')).toBe(3);
    expect(await numberAt('wait_sum')).toBe(10.5);
    expect(await numberAt('wait_bucket{le="1.0"}')).toBe(2);
    expect(await numberAt('wait_bucket{le="2.0"}')).toBe(2);
    expect(await numberAt('wait_bucket{le="+Inf"}')).toBe(3);
    expect(await numberAt('target_info{service_name="shop"}')).toBe(1);
    expect(await prometheus.targets()).toEqual([expect.objectContaining({ health: 'up', lastError: '' })]);
  });

  it('has native histograms, with every value between the bounds of its bucket', async () => {
    expect(await native('fine')).toEqual({
      count: 10,
      sum: 12.5,
      buckets: [
        { above: 0, upTo: 0, count: 4 },
        { above: 1, upTo: 2, count: 3 },
        { above: 16, upTo: 32, count: 1 },
        { above: 64, upTo: 128, count: 2 },
      ],
    });
    const { buckets } = await native('finer than there is');
    // Of scale 9 the buckets 1023 and 1024 end at 2 ** 2 and behind it.
    expect(buckets.map(({ upTo, count }) => [upTo, count])).toEqual([
      [4, 1],
      [4 * 2 ** (1 / 256), 1],
    ]);
    expect(await native('empty')).toEqual({ count: 0, sum: 12.5, buckets: [] });
    expect(await numberAt('native_count{is="too coarse"}')).toBe(5);
    expect(await numberAt('native_bucket{is="too coarse",le="+Inf"}')).toBe(5);
  });

  it('has the exemplars of counters, classic and native histograms', async () => {
    const found = await prometheus.exemplars('{job="protobuf"}');
    const [{ traceId: trace_id, spanId: span_id }] = exemplars as [Exemplar];
    const shown = { labels: { trace_id, span_id }, value: 1.5, timestamp: (NOW - 2_000) / 1_000 };
    const names = found.map(({ seriesLabels: { __name__: name, le = '' } }) => `${name}${le && ` ${le}`}`);
    expect(names.sort()).toEqual(['native', 'orders_total', 'wait_bucket 2.0']);
    for (const exemplar of found) expect(exemplar).toMatchObject(shown);
  });

  it('knows since when they count', async () => {
    const names = ['orders_total', 'wait_count', 'native{is="fine"}'];
    for (const name of names) {
      const query = new URLSearchParams({ query: `${name}[1h]` });
      const { result } = (await prometheus.api(`/api/v1/query?${query}`)) as {
        result: { values?: [[number, string]]; histograms?: [[number, { count: string }]] }[];
      };
      const [time, first] = (result[0]!.values ?? result[0]!.histograms)![0];
      expect([time, typeof first === 'string' ? first : first.count]).toEqual([STARTED / 1_000, '0']);
    }
  });
});

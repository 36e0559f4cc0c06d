import type { Collection, MetricDescription, MetricPoints, SeriesPoint } from '@portcall/metrics';
import { decodedJsonRequest, decodedRequest, lonePoints, type MetricLike } from '../../../test/official-metrics.js';
import {
  jsonMetricsRequests,
  type MetricsRequest,
  type MetricsRequestOptions,
  metricsRequests,
} from './metrics-requests.js';

const TIME = 1_796_000_000_123.5;
const NANOSECONDS = '1796000000123500000';
const START_NANOSECONDS = '1795999999000000000';

const description = (name: string, kind: MetricDescription['kind']): MetricDescription => ({
  ...{ name, kind, unit: 's', description: `All of ${name}.`, scope: 'tests', scopeVersion: '1.2' },
});

const point = (value: SeriesPoint['value'], attributes: SeriesPoint['attributes'] = {}): SeriesPoint => ({
  ...{ value, attributes, startTime: TIME - 1_123.5, exemplars: [] },
});

const points = (metric: MetricDescription, ...all: readonly SeriesPoint[]): MetricPoints => ({
  ...{ metric, temporality: 'cumulative', points: all },
});

const collection = (...metrics: readonly MetricPoints[]): Collection => ({ time: TIME, metrics });

const histogramValue = {
  ...{ count: 4, sum: 7.5, min: 0.5, max: 5, boundaries: [1, 2.5], buckets: [1, 2, 1] },
};

const exponentialValue = {
  ...{ count: 2 ** 33, sum: 12, min: 0.25, max: 8, scale: -3, zeroCount: 1 },
  positive: { offset: -4, counts: [1, 0, 300] },
  negative: { offset: 2, counts: [] },
};

const ENCODINGS = [
  { encoding: 'protobuf', write: metricsRequests, decoded: decodedRequest },
  { encoding: 'JSON', write: jsonMetricsRequests, decoded: decodedJsonRequest },
] as const;

describe.each(ENCODINGS)('in $encoding', ({ write, decoded }) => {
  const requestsOf = (given: Collection, options?: MetricsRequestOptions): readonly MetricsRequest[] => [
    ...write(given, { 'service.name': 'shop' }, options),
  ];

  /** The metrics of the only request. */
  function metricsOf(given: Collection, options?: MetricsRequestOptions): readonly MetricLike[] {
    const requests = requestsOf(given, options);
    expect(requests).toHaveLength(1);
    const [{ scopeMetrics } = { scopeMetrics: [] }] = decoded(requests[0]!.bytes).resourceMetrics;
    return scopeMetrics.flatMap(({ metrics }) => metrics);
  }

  it('says of each metric what it is, since when its points go and when they were read', () => {
    const [counter, upDown, gauge] = metricsOf(
      collection(
        points(description('orders', 'counter'), point(3, { kind: 'now', paid: true, size: 4 })),
        points(description('open', 'upDownCounter'), point(-2)),
        points(description('heat', 'gauge'), point(0.5)),
      ),
    );
    expect(counter).toEqual({
      ...{ name: 'orders', unit: 's', description: 'All of orders.' },
      sum: {
        aggregationTemporality: 2,
        isMonotonic: true,
        dataPoints: [
          {
            startTimeUnixNano: START_NANOSECONDS,
            timeUnixNano: NANOSECONDS,
            asDouble: 3,
            attributes: [
              { key: 'kind', value: { stringValue: 'now' } },
              { key: 'paid', value: { boolValue: true } },
              { key: 'size', value: { intValue: '4' } },
            ],
          },
        ],
      },
    });
    expect(upDown!['sum']).toEqual({
      aggregationTemporality: 2,
      dataPoints: [{ startTimeUnixNano: START_NANOSECONDS, timeUnixNano: NANOSECONDS, asDouble: -2 }],
    });
    expect(gauge!['gauge']).toEqual({ dataPoints: [{ timeUnixNano: NANOSECONDS, asDouble: 0.5 }] });
  });

  it('says of a point from before a clock was set back that it goes since it was read', () => {
    const [metric] = metricsOf(
      collection(points(description('a', 'counter'), { ...point(1), startTime: TIME + 1_000 })),
    );
    const { dataPoints } = metric!['sum'] as { dataPoints: readonly object[] };
    expect(dataPoints).toMatchObject([{ startTimeUnixNano: NANOSECONDS, timeUnixNano: NANOSECONDS }]);
  });

  it('writes histograms with their buckets, and only what is known of the least and the greatest', () => {
    const unknown = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
    const [metric] = metricsOf(
      collection({
        ...points(description('t', 'histogram'), point(histogramValue), point({ ...histogramValue, ...unknown })),
        temporality: 'delta',
      }),
    );
    const times = { startTimeUnixNano: START_NANOSECONDS, timeUnixNano: NANOSECONDS };
    const buckets = { count: '4', sum: 7.5, bucketCounts: ['1', '2', '1'], explicitBounds: [1, 2.5] };
    expect(metric!['histogram']).toEqual({
      aggregationTemporality: 1,
      dataPoints: [
        { ...times, ...buckets, min: 0.5, max: 5 },
        { ...times, ...buckets },
      ],
    });
  });

  it('writes exponential histograms, and exemplars with their ids', () => {
    const exemplar = {
      value: 2.5,
      time: TIME,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
    };
    const [metric] = metricsOf(
      collection(
        points(description('t', 'histogram'), {
          ...point(exponentialValue),
          exemplars: [exemplar, { ...exemplar, spanId: 'none' }, { ...exemplar, traceId: '', spanId: '' }],
        }),
      ),
    );
    const { dataPoints } = metric!['exponentialHistogram'] as { dataPoints: readonly object[] };
    expect(dataPoints).toEqual([
      {
        ...{ startTimeUnixNano: START_NANOSECONDS, timeUnixNano: NANOSECONDS, count: String(2 ** 33), sum: 12 },
        ...{ min: 0.25, max: 8, scale: -3, zeroCount: '1' },
        positive: { offset: -4, bucketCounts: ['1', '0', '300'] },
        negative: { offset: 2 },
        exemplars: [
          { timeUnixNano: NANOSECONDS, asDouble: 2.5, traceId: exemplar.traceId, spanId: exemplar.spanId },
          { timeUnixNano: NANOSECONDS, asDouble: 2.5 },
        ],
      },
    ]);
  });

  it('sends the resource and each scope once, whatever the order of the metrics', () => {
    const metricOf = (name: string, scope: string) =>
      points({ ...description(name, 'gauge'), scope, scopeVersion: '' }, point(1));
    const [request] = requestsOf(collection(metricOf('a', 'one'), metricOf('b', 'two'), metricOf('c', 'one')));
    const [{ resource, scopeMetrics } = { scopeMetrics: [] }] = decoded(request!.bytes).resourceMetrics;
    expect(resource).toEqual({ attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] });
    expect(scopeMetrics.map(({ scope, metrics }) => [scope, metrics.map(({ name }) => name)])).toEqual([
      [{ name: 'one' }, ['a', 'c']],
      [{ name: 'two' }, ['b']],
    ]);
  });

  it('sends nothing where there is nothing', () => {
    expect(requestsOf(collection())).toEqual([]);
    expect(requestsOf(collection(points(description('a', 'counter'))))).toEqual([]);
  });

  describe('of what is too much for one request', () => {
    const text = 'x'.repeat(100);
    const numbers = Array.from({ length: 300 }, (_, number) => point(number, { number, text }));
    const all = collection(
      points(description('a', 'counter'), ...numbers),
      points(description('b', 'gauge'), point(1)),
      points({ ...description('c', 'gauge'), scope: 'other' }, ...numbers),
    );
    const whole = lonePoints(requestsOf(all).map(({ bytes }) => decoded(bytes)));

    it.each([1, 700, 5_000, 40_000])('every point goes once, in requests of at most %d bytes', (maxBytes) => {
      const requests = requestsOf(all, { maxBytes });
      expect(lonePoints(requests.map(({ bytes }) => decoded(bytes)))).toEqual(whole);
      for (const request of requests) {
        expect(request.bytes.length <= maxBytes || request.points === 1).toBe(true);
        expect(decoded(request.bytes).resourceMetrics[0]!.scopeMetrics.every(isFull)).toBe(true);
      }
      expect(requests.reduce((sum, request) => sum + request.points, 0)).toBe(601);
    });

    it('no request has more points than it may', () => {
      const requests = requestsOf(all, { maxPoints: 250 });
      expect(requests.map((request) => request.points)).toEqual([250, 250, 101]);
      expect(lonePoints(requests.map(({ bytes }) => decoded(bytes)))).toEqual(whole);
    });

    it('a request is written when it is taken', () => {
      let read = 0;
      const counting = (function* () {
        for (const each of numbers) {
          read += 1;
          yield each;
        }
      })();
      const one = { ...points(description('a', 'counter')), points: counting };
      const iterator = write(collection(one), {}, { maxPoints: 10 })[Symbol.iterator]();
      iterator.next();
      expect(read).toBe(10);
    });

    function isFull({ metrics }: { readonly metrics: readonly MetricLike[] }): boolean {
      return metrics.length > 0 && metrics.every((metric) => JSON.stringify(metric).includes('timeUnixNano'));
    }
  });

  describe('of what OTLP cannot carry', () => {
    const told = () => {
      const corrected: unknown[] = [];
      const leftOut: unknown[] = [];
      const options: MetricsRequestOptions = {
        corrected: (what, was) => corrected.push([what, was]),
        leftOut: (metric, value) => leftOut.push([metric, value]),
      };
      return { corrected, leftOut, options };
    };

    it('numbers that are not finite are left out, and the others are sent', () => {
      const { leftOut, corrected, options } = told();
      const [metric] = metricsOf(
        collection(points(description('a', 'gauge'), point(Number.NaN), point(1), point(Number.POSITIVE_INFINITY))),
        options,
      );
      expect(metric!['gauge']).toEqual({ dataPoints: [{ timeUnixNano: NANOSECONDS, asDouble: 1 }] });
      expect(leftOut).toEqual([
        ['a', Number.NaN],
        ['a', Number.POSITIVE_INFINITY],
      ]);
      expect(corrected).toEqual([]);
    });

    it('only the counts of a histogram go where its sum is not finite', () => {
      const { corrected, options } = told();
      const [metric] = metricsOf(
        collection(points(description('a', 'histogram'), point({ ...histogramValue, sum: Number.NaN }))),
        options,
      );
      const { dataPoints } = metric!['histogram'] as { dataPoints: readonly object[] };
      expect(Object.keys(dataPoints[0]!).sort()).toEqual([
        ...['bucketCounts', 'count', 'explicitBounds', 'startTimeUnixNano', 'timeUnixNano'],
      ]);
      expect(corrected).toEqual([['the sum, least or greatest of a', Number.NaN]]);
    });

    it('attributes of any kind are replaced or left out', () => {
      const { corrected, options } = told();
      const given = {
        a: '\ud83d',
        b: null,
        c: [1, null],
        d: () => 1,
        e: { f: Uint8Array.of(1, 2), g: 2 ** 62 },
        '': 1,
      };
      const [metric] = metricsOf(
        collection(points(description('a', 'gauge'), point(1, given as never), point(2, { h: 'good' }))),
        options,
      );
      const { dataPoints } = metric!['gauge'] as { dataPoints: readonly { attributes: unknown }[] };
      expect(dataPoints.map(({ attributes }) => attributes)).toEqual([
        [
          { key: 'a', value: { stringValue: '\ufffd' } },
          { key: 'c', value: { arrayValue: { values: [{ intValue: '1' }, { intValue: '0' }] } } },
          {
            key: 'e',
            value: {
              kvlistValue: {
                values: [
                  { key: 'f', value: { bytesValue: '0102' } },
                  { key: 'g', value: { intValue: String(2n ** 62n) } },
                ],
              },
            },
          },
        ],
        [{ key: 'h', value: { stringValue: 'good' } }],
      ]);
      expect(corrected.map((each) => (each as [string])[0])).toEqual([
        ...['attribute "a"', 'attribute "c"', 'attribute "d"', 'attribute ""'],
      ]);
    });

    it('half characters in what is said of a metric and of its scope are replaced', () => {
      const { corrected, options } = told();
      const halved = { ...description('a\ud83d', 'gauge'), scope: '\udc00' };
      expect(metricsOf(collection(points(halved, point(1))), options)).toMatchObject([{ name: 'a\ufffd' }]);
      expect(corrected).toEqual([
        ['description of a\ufffd', 'a\ud83d'],
        ['name', '\udc00'],
      ]);
    });

    it('a metric that cannot be read costs nobody else anything', () => {
      const { corrected, options } = told();
      const broken = (function* () {
        yield point(1);
        throw new Error('no');
      })();
      const [a, b] = metricsOf(
        collection(
          { ...points(description('a', 'gauge')), points: broken },
          points(description('b', 'gauge'), point(2)),
        ),
        options,
      );
      expect([a!['gauge'], b!['gauge']]).toMatchObject([{ dataPoints: [{ asDouble: 1 }] }, { dataPoints: [{}] }]);
      expect(corrected).toEqual([['what cannot be read', new Error('no')]]);
    });
  });
});

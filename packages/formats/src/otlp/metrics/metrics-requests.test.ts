import {
  bind,
  type Collection,
  counter,
  defineCatalog,
  flag,
  type HistogramValue,
  histogram,
  integer,
  type MetricDescription,
  type MetricPoints,
  optional,
  type SeriesPoint,
  store,
  text,
} from '@portcall/metrics';
import { decodedJsonRequest, decodedRequest, lonePoints, type MetricLike } from '../../../test/official-metrics.js';
import {
  jsonMetricsRequests,
  jsonMetricsSteps,
  type MetricsRequest,
  type MetricsRequestOptions,
  metricsRequests,
  metricsSteps,
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
  { encoding: 'protobuf', write: metricsRequests, steps: metricsSteps, decoded: decodedRequest },
  { encoding: 'JSON', write: jsonMetricsRequests, steps: jsonMetricsSteps, decoded: decodedJsonRequest },
] as const;

describe.each(ENCODINGS)('in $encoding', ({ write, steps, decoded }) => {
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

  it('writes numbers of an instrument for integers as such, where 64 bits hold them', () => {
    const whole = [3, -7, 0, 2 ** 53 + 2, -(2 ** 62)];
    const [counter, gauge] = metricsOf(
      collection(
        points({ ...description('a', 'counter'), valueType: 'int' }, ...[...whole, 0.5, 2 ** 63].map((n) => point(n))),
        points({ ...description('b', 'gauge'), valueType: 'double' }, point(3)),
      ),
    );
    const { dataPoints } = counter!['sum'] as { dataPoints: readonly { asInt?: string; asDouble?: number }[] };
    expect(dataPoints.map(({ asInt, asDouble }) => asInt ?? asDouble)).toEqual([
      ...whole.map((number) => BigInt(number).toString()),
      ...[0.5, 2 ** 63],
    ]);
    expect(gauge!['gauge']).toEqual({ dataPoints: [{ timeUnixNano: NANOSECONDS, asDouble: 3 }] });
  });

  it('says which conventions a scope follows, and keeps apart what differs in that alone', () => {
    const metricOf = (name: string, scopeSchemaUrl?: string) =>
      points({ ...description(name, 'gauge'), ...(scopeSchemaUrl === undefined ? {} : { scopeSchemaUrl }) }, point(1));
    const url = 'https://opentelemetry.io/schemas/1.37.0';
    const [request] = requestsOf(collection(metricOf('a', url), metricOf('b'), metricOf('c', url), metricOf('d', '')));
    const [{ scopeMetrics } = { scopeMetrics: [] }] = decoded(request!.bytes).resourceMetrics;
    expect(
      scopeMetrics.map(({ scope, schemaUrl, metrics }) => [scope, schemaUrl, metrics.map(({ name }) => name)]),
    ).toEqual([
      [{ name: 'tests', version: '1.2' }, url, ['a', 'c']],
      [{ name: 'tests', version: '1.2' }, undefined, ['b', 'd']],
    ]);
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

  describe('of a store', () => {
    const orders = defineCatalog({
      scope: 'shop',
      metrics: {
        orders: counter({
          name: 'orders',
          description: 'Orders.',
          attributes: { city: text(), size: integer(), gift: optional(flag()) },
        }),
        waits: histogram({
          name: 'wait_seconds',
          unit: 's',
          description: 'Waits.',
          attributes: { city: text() },
          boundaries: [],
        }),
      },
    });
    const cities = ['Oslo', 'Zürich', '東京', '', 'x'.repeat(300)];

    it('says of each point what it says of one that comes with its attributes alone', () => {
      const kept = store();
      const recorders = bind(orders, kept);
      for (const city of cities) {
        for (const gift of [true, false, undefined]) recorders.orders.add(1, { city, size: -(2 ** 40), gift });
        recorders.waits.record(0.5, { city });
      }
      const bare = ({ time, metrics }: Collection): Collection => ({
        time,
        metrics: metrics.map(({ columns: _, points: all, ...rest }) => ({
          ...rest,
          points: Array.from(all, ({ attributes, value, startTime, exemplars }) => ({
            ...{ attributes, startTime, exemplars },
            value:
              typeof value === 'object'
                ? { ...(value as HistogramValue), buckets: [...((value as HistogramValue).buckets as Float64Array)] }
                : value,
          })),
        })),
      });
      const reading = kept.reading();
      const collected = reading.collect();
      const again = { ...reading.collect(), time: collected.time };
      const lone = (given: Collection) => lonePoints(requestsOf(given).map(({ bytes }) => decoded(bytes)));
      expect(lone(collected)).toEqual(lone(bare(again)));
    });

    it('takes no removed value for another, however many come and go', () => {
      const kept = store();
      const recorders = bind(orders, kept);
      const reading = kept.reading();
      for (let round = 0; round < 200; round += 1) {
        kept.reset();
        for (let index = 0; index < 5; index += 1)
          recorders.orders.add(1, { city: `city-${round}-${index}`, size: round });
        const sent = lonePoints(requestsOf(reading.collect()).map(({ bytes }) => decoded(bytes)));
        expect(sent.map(({ point: { attributes } }) => attributes)).toEqual(
          Array.from({ length: 5 }, (_, index) => [
            { key: 'city', value: { stringValue: `city-${round}-${index}` } },
            { key: 'size', value: { intValue: String(round) } },
          ]),
        );
      }
    });

    it('is told the truth by two that write in turns', () => {
      const kept = store();
      const recorders = bind(orders, kept);
      for (let index = 0; index < 40; index += 1) recorders.orders.add(index, { city: `city-${index}`, size: index });
      const written = [0, 1].map(() => ({
        requests: write(kept.reading().collect(), {}, { maxBytes: 700 })[Symbol.iterator](),
        bytes: [] as Uint8Array[],
      }));
      for (let open = 2; open > 0; ) {
        open = 0;
        for (const { requests, bytes } of written) {
          const next = requests.next();
          if (next.done === true) continue;
          bytes.push(next.value.bytes);
          open += 1;
        }
      }
      for (const { bytes } of written) {
        const all = lonePoints(bytes.map((each) => decoded(each))).map(({ point: { asDouble, attributes } }) => [
          asDouble,
          (attributes as { value: { intValue?: string } }[])[1]?.value.intValue,
        ]);
        expect(all).toHaveLength(40);
        for (const [number, size] of all) expect(String(number)).toBe(size);
      }
    });
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

    it('no step reads more than a thousand points, and a request that is kept stays as it is', () => {
      let read = 0;
      const counting = function* (count: number) {
        for (let number = 0; number < count; number += 1) {
          read += 1;
          yield point(number, { number });
        }
      };
      const metrics = [2_500, 10, 1_700].map((count, at) => ({
        ...points(description(`m${at}`, 'gauge')),
        points: counting(count),
      }));
      const kept: Uint8Array[] = [];
      let before = 0;
      for (const request of steps(collection(...metrics), {}, { maxBytes: 20_000 })) {
        expect(read - before).toBeLessThanOrEqual(1_000);
        before = read;
        request?.keep();
        if (request !== undefined) kept.push(request.bytes);
      }
      expect(kept.length).toBeGreaterThan(5);
      const numbers = lonePoints(kept.map((bytes) => decoded(bytes))).map(
        ({ point: { asDouble } }) => asDouble as number,
      );
      expect(numbers).toHaveLength(4_210);
      expect(numbers.reduce((sum, number) => sum + number)).toBe(
        [2_500, 10, 1_700].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0),
      );
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

import { type NamedInstrument, type NamingPath, prometheusName } from '@portcall/metrics';
import { type LabelPath, labelName } from '@portcall/metrics/internal';
import { describeWith, eventually, startVictoriaMetrics, type VictoriaMetricsServer } from '@portcall/real-parts';
import fc from 'fast-check';
import { metricsRequests } from '../src/otlp/metrics/metrics-requests.js';
import { collectionOf } from './collection-of.js';

const COUNT = 400;
const KEYS = ['http.method', 'http_method_2', 'a__b', 'c..d', '_foo', '__bar', '1st', 'größe', 'label with spaces'];

const word = fc.constantFrom(
  'a',
  'orders',
  'wait',
  'total',
  'ratio',
  'seconds',
  'second',
  'bytes',
  'per',
  'größe',
  'Total',
  '2xx',
);
const separator = fc.constantFrom('_', '_', '.', '-', '/', ':', ' ', '__', '', '日');
const name = fc
  .array(fc.tuple(word, separator), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([part, between], index) => (index === 0 ? part : between + part)).join(''));
const unit = fc.constantFrom(
  '',
  '1',
  '%',
  's',
  'ms',
  'By',
  'By/s',
  '1/s',
  'm/s',
  '{order}',
  '{order}/s',
  's/{order}',
  'TiBy',
  'kBy',
  'x_y',
  'total',
  '°F',
  ' s ',
  'a}',
);
const kind = fc.constantFrom<NamedInstrument['kind']>('counter', 'upDownCounter', 'gauge', 'histogram');
const instruments = fc.sample(fc.record({ name, unit, kind }), { numRuns: COUNT, seed: 11 });

const HISTOGRAM = { count: 1, sum: 1, min: 1, max: 1, boundaries: [0.5], buckets: [0, 1] };

describeWith('victoria-metrics', 'VictoriaMetrics', () => {
  it.each<['prometheus' | 'none', NamingPath, LabelPath]>([
    ['prometheus', 'victoria_metrics_prometheus', 'victoria_metrics_prometheus'],
    ['none', 'untranslated', 'victoria_metrics'],
  ])(
    `with the naming %s gives ${COUNT} instruments and their labels the names that are predicted`,
    async (naming, path, labels) => {
      await using server = await startVictoriaMetrics({ naming });
      await send(server);
      let found: readonly Readonly<Record<string, string>>[] = [];
      await eventually(
        async () => {
          found = (await server.query('{case=~".+",le=""}')).map((sample) => sample.labels);
          return new Set(found.map((series) => series['case'])).size >= COUNT;
        },
        { timeoutMs: 25_000, everyMs: 250, what: () => `${COUNT} instruments; there are ${found.length} series` },
      );
      const wrong = found.flatMap((series) => {
        const instrument = instruments[Number(series['case'])]!;
        const family = prometheusName(instrument, path) as string;
        const names = instrument.kind === 'histogram' ? ['_count', '_sum'].map((part) => family + part) : [family];
        return names.includes(series['__name__'] as string) ? [] : [{ instrument, names, is: series['__name__'] }];
      });
      expect(wrong.slice(0, 5)).toEqual([]);
      const keys = KEYS.map((key) => labelName(key, labels));
      for (const series of found) expect(Object.keys(series)).toEqual(expect.arrayContaining(keys));
    },
    60_000,
  );
});

async function send({ otlpMetricsUrl }: VictoriaMetricsServer): Promise<void> {
  const attributes = Object.fromEntries(KEYS.map((key) => [key, 'x']));
  const metrics = instruments.map((instrument, index) => ({
    ...instrument,
    points: [[{ ...attributes, case: String(index) }, instrument.kind === 'histogram' ? HISTOGRAM : 1]] as const,
  }));
  const collection = { ...collectionOf(...metrics), time: Date.now() };
  for (const { bytes } of metricsRequests(collection, { 'service.name': 'names' })) {
    const headers = { 'content-type': 'application/x-protobuf' };
    const answer = await fetch(otlpMetricsUrl, { method: 'POST', headers, body: bytes });
    expect(answer.status).toBe(200);
  }
}

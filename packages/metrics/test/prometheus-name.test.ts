import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { emptyResource } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import { describeWith } from '@portcall/real-parts';
import fc from 'fast-check';
import { type NamedInstrument, type NamingPath, prometheusName } from '../src/naming/prometheus-name.js';
import { randomInstruments } from './random-instruments.js';
import { TRANSLATOR_PATHS, type TranslatedNames, translated } from './translator.js';

const COUNT = 300_000;

describeWith('translate', 'the translator of Prometheus and of the Collector', () => {
  it(`gives ${COUNT} random instruments the names that are predicted, under all four strategies`, () => {
    const instruments = randomInstruments(COUNT, 2026);
    const answers = translated(instruments);
    expect(differences(instruments, answers).slice(0, 10)).toEqual([]);
    // The instruments are worth it: some are refused, and most names change.
    expect(answers.filter((names) => names[0] === null).length).toBeGreaterThan(COUNT / 100);
    expect(answers.filter((names, index) => names[0] !== instruments[index]?.name).length).toBeGreaterThan(COUNT / 2);
  });
});

/** Written by `tools/naming-vectors.mjs`, for machines without Go. */
const KEPT: readonly { readonly instrument: NamedInstrument; readonly names: TranslatedNames }[] = JSON.parse(
  readFileSync(join(__dirname, 'translated-names.json'), 'utf8'),
);

describe('what the translator answered when it was asked last', () => {
  it('is what is predicted', () => {
    const instruments = KEPT.map(({ instrument }) => instrument);
    const answers = KEPT.map(({ names }) => names);
    expect(differences(instruments, answers)).toEqual([]);
  });

  it('holds every kind of instrument, refusals, and characters cut in two', () => {
    expect(new Set(KEPT.map(({ instrument }) => instrument.kind)).size).toBe(4);
    expect(KEPT.filter(({ names }) => names[0] === null).length).toBeGreaterThan(10);
    expect(KEPT.filter(({ instrument, names }) => isCut(instrument, names)).length).toBeGreaterThan(10);
  });
});

describe('the exporter of OpenTelemetry', () => {
  it('gives random instruments the names that are predicted for the endpoint', () => {
    const wrong = randomInstruments(50_000, 7).filter((instrument) => !isExposedAsPredicted(instrument));
    expect(wrong.slice(0, 10)).toEqual([]);
  });

  it('gives an instrument of any name the name that is predicted', () => {
    const kind = fc.constantFrom<NamedInstrument['kind']>('counter', 'upDownCounter', 'gauge', 'histogram');
    const name = fc.string({
      unit: fc.oneof(
        fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
        fc.constantFrom('_', '\n', '\\', '_total'),
      ),
    });
    fc.assert(fc.property(fc.record({ name, unit: fc.constantFrom('', 's', '1'), kind }), isExposedAsPredicted), {
      numRuns: 20_000,
    });
  });
});

function differences(instruments: readonly NamedInstrument[], answers: readonly TranslatedNames[]): readonly object[] {
  const found: object[] = [];
  instruments.forEach((instrument, index) => {
    TRANSLATOR_PATHS.forEach((path: NamingPath, column) => {
      const [answered, predicted] = [answers[index]?.[column], prometheusName(instrument, path) ?? null];
      if (answered !== predicted) found.push({ ...instrument, path, answered, predicted });
    });
  });
  return found;
}

/** Whether the strategy that counts bytes left a part of a character. */
function isCut({ name, unit }: NamedInstrument, names: TranslatedNames): boolean {
  return names[2]?.includes('\ufffd') === true && !`${name}${unit}`.toWellFormed().includes('\ufffd');
}

const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);

function isExposedAsPredicted(instrument: NamedInstrument): boolean {
  const scopeMetrics = [{ scope: { name: '' }, metrics: [metricOf(instrument)] }];
  const text = serializer.serialize({ resource: emptyResource(), scopeMetrics });
  return /^# TYPE (\S+) /m.exec(text)?.[1] === prometheusName(instrument, 'js_exporter');
}

function metricOf({ name, unit, kind }: NamedInstrument): MetricData {
  const descriptor = {
    name,
    unit,
    description: 'x',
    valueType: 0,
    type: 'GAUGE',
    advice: {},
  } as MetricData['descriptor'];
  const common = { descriptor, aggregationTemporality: AggregationTemporality.CUMULATIVE, dataPoints: [] };
  if (kind === 'histogram') return { ...common, dataPointType: DataPointType.HISTOGRAM };
  if (kind === 'gauge') return { ...common, dataPointType: DataPointType.GAUGE };
  return { ...common, dataPointType: DataPointType.SUM, isMonotonic: kind === 'counter' };
}

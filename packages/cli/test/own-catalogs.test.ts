import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { emptyResource } from '@opentelemetry/resources';
import { InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { bind, type Catalog, type Definition, prometheusName } from '@portcall/metrics';
import { instruments } from '@portcall/otel';
import { parser } from '@prometheus-io/lezer-promql';
import { lintCatalogs } from '../src/lint/lint.js';
import { exampleQuery } from '../src/queries/example-query.js';
import { OWN_CATALOGS } from './own-catalogs.js';

const scopeOf = ({ scope, prefix }: Catalog): string => `${scope} ${prefix}`;

it('lint invents no mistake in the catalogs of the project, each on its own naming', () => {
  const found = lintCatalogs(OWN_CATALOGS).flatMap(({ findings }) => findings.filter(({ level }) => level !== 'info'));
  expect(found).toEqual([]);
});

it.each(['prometheus3', 'collector'] as const)('nor where they end up in %s', (profile) => {
  const found = lintCatalogs(OWN_CATALOGS, { profile }).flatMap(({ findings }) =>
    findings.filter(({ level }) => level !== 'info'),
  );
  expect(found).toEqual([]);
});

it('those with names of OpenTelemetry have no mistake on the profile otel', () => {
  const otel = OWN_CATALOGS.filter(({ naming }) => naming === 'otel');
  expect(otel.length).toBeGreaterThan(2);
  const found = lintCatalogs(otel, { profile: 'otel' }).flatMap(({ findings }) => findings);
  expect(found.filter(({ level }) => level !== 'info')).toEqual([]);
});

it.each(OWN_CATALOGS.map((catalog) => [scopeOf(catalog), catalog] as const))(
  'the exporter of OpenTelemetry gives every metric of %s the name that is predicted',
  async (_, catalog) => {
    const exporter = new InMemoryMetricExporter(0);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const provider = new MeterProvider({ readers: [reader] });
    const recorders = bind(catalog, instruments(provider)) as unknown as Record<string, AnyRecorder>;
    const definitions = Object.entries<Definition>(catalog.metrics);
    for (const [key, { kind, attributes }] of definitions) {
      const recorder = recorders[key]!;
      if (kind === 'counter' || kind === 'upDownCounter') recorder.add(1, valuesFor(attributes));
      else recorder.record(1, valuesFor(attributes));
    }
    await reader.forceFlush();
    const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
    const text = exporter
      .getMetrics()
      .map(({ scopeMetrics }) => serializer.serialize({ resource: emptyResource(), scopeMetrics }))
      .join('');
    await provider.shutdown();
    const exposed = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
    const predicted = definitions.map(([, definition]) => prometheusName(definition, 'js_exporter'));
    expect(exposed.sort()).toEqual(predicted.sort());
  },
);

it('every example query of their reference is PromQL, and asks for a sample that the metric has', () => {
  for (const metric of OWN_CATALOGS.flatMap(({ metrics }) => Object.values<Definition>(metrics))) {
    const query = exampleQuery(metric);
    const wrong: string[] = [];
    parser
      .parse(query)
      .iterate({ enter: ({ type, from, to }) => void (type.isError && wrong.push(query.slice(from, to))) });
    expect([query, wrong]).toEqual([query, []]);
    expect(query).toContain(prometheusName(metric, 'underscore_suffixes'));
  }
});

interface AnyRecorder {
  add(value: number, attributes: object): void;
  record(value: number, attributes: object): void;
}

function valuesFor(attributes: Definition['attributes']): object {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, { type, values }]) => [key, values?.[0] ?? (type === 'integer' ? 1 : 'x')]),
  );
}

import {
  type AttributeKind,
  type AttributeKinds,
  type CatalogOptions,
  DefinitionError,
  defineCatalog,
  type Fix,
  type MetricSpec,
  type MetricSpecs,
  oneOf,
  text,
} from '@portcall/metrics';
import { describeWith } from '@portcall/real-parts';
import fc from 'fast-check';
import { prometheusName } from '../src/naming/prometheus-name.js';
import { translated } from './translator.js';

const REFUSED = 50_000;

const word = fc.constantFrom(
  ...[
    'orders',
    'wait',
    'total',
    'Total',
    'subtotal',
    'seconds',
    'milliseconds',
    'ratio',
    'bytes',
    'kilobytes',
    'percent',
  ],
  ...[
    'ms',
    's',
    'b',
    'us',
    'kb',
    'sec',
    'kg',
    'kilograms',
    'hour',
    'per',
    'second',
    'info',
    'count',
    'bucket',
    'sum',
    'created',
  ],
  ...['target', '2xx', 'x1', 'HTTPServer', 'größe', '日', 'plan', 'a'.repeat(120)],
);
const separator = fc.constantFrom('_', '_', '_', '_', '__', '.', '-', ' ', '', '\n', '\ud83d');
const words = fc
  .array(fc.tuple(word, separator), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([part, between], index) => (index === 0 ? part : between + part)).join(''));
const name = fc.oneof({ weight: 8, arbitrary: words }, fc.string({ minLength: 1, maxLength: 8, unit: 'binary' }));
const unit = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...[
        '',
        '',
        '1',
        's',
        'ms',
        'us',
        'h',
        'By',
        'KBy',
        'MBy',
        'TiBy',
        '%',
        'Cel',
        'kg',
        'm',
        'total',
        'ratio',
        'K',
        'x_y',
      ],
      ...[
        '{order}',
        '{ms}',
        '{s}',
        '{seconds}',
        '{kilobytes}',
        '{',
        '{}',
        '{a}b',
        'By/{request}',
        '1/{request}',
        '{request}/s',
      ],
      ...[
        'By/s',
        '1/s',
        's/s',
        '/',
        'seconds',
        'Seconds',
        'sec',
        'bytes',
        'percent',
        'C',
        '°F',
        ' s ',
        'MB',
        'mb',
        'orders',
        '\ud83d',
        '-',
      ],
    ),
  },
  fc.string({ maxLength: 4, unit: 'binary' }),
);
const kind = fc.constantFrom<MetricSpec['kind']>('counter', 'upDownCounter', 'gauge', 'histogram');
const key = fc.constantFrom(
  'country',
  'httpMethod',
  'http_method',
  'a.b',
  'a_b',
  'le',
  'job',
  'app_job',
  '__name__',
  '',
  '1st',
  'é',
  'ünit',
  '_',
  'upper_bound',
);
const attributeKind: fc.Arbitrary<AttributeKind> = fc.oneof(
  { weight: 20, arbitrary: fc.constant(text()) },
  fc.constantFrom(oneOf('a'), oneOf('a', 'a'), oneOf('')),
);
const attributes = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.array(fc.tuple(key, attributeKind), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
);
const boundaries = fc.oneof({ weight: 30, arbitrary: fc.constant(undefined) }, fc.constantFrom([1, 2], [2, 1]));
const description = fc.oneof({ weight: 30, arbitrary: fc.constant('What is counted.') }, fc.constant('\ud83d'));
const faulty: fc.Arbitrary<MetricSpec> = fc.record({ kind, name, unit, description, attributes, boundaries });
const good = neighbour('requests_seconds');
const metric = fc.oneof({ weight: 9, arbitrary: faulty }, fc.constant(good));
const options: fc.Arbitrary<CatalogOptions<MetricSpecs>> = fc
  .record({
    scope: fc.constantFrom('shop', 'shop', 'shop', 'shop', 'seconds', 'total', '@acme/shop', 'Total', '日本'),
    prefix: fc.constantFrom('', '', '', undefined, undefined, undefined, 'eu_shop', 'EU'),
    naming: fc.constantFrom('suffix' as const, 'suffix' as const, 'exact' as const, 'otel' as const),
    metrics: fc.record(
      { metric, neighbour: fc.constantFrom('orders', 'wait_seconds', 'a').map(neighbour) },
      { requiredKeys: ['metric'] },
    ),
  })
  .map(({ prefix, ...others }) => (prefix === undefined ? others : { ...others, prefix }));

it(`proposes only what is accepted, to ${REFUSED} refused definitions`, () => {
  let [refused, fixed, proposed] = [0, 0, 0];
  const failed: unknown[] = [];
  // Some are accepted, and those do not count.
  for (const given of fc.sample(options, { numRuns: 2 * REFUSED, seed: 4 })) {
    if (refused === REFUSED) break;
    const error = refusalOf(given);
    if (error === undefined) continue;
    refused += 1;
    fixed += Math.min(error.fixes.length, 1);
    for (const fix of error.fixes) {
      proposed += 1;
      const again = refusalOf(fixedBy(given, fix));
      if (again !== undefined) failed.push({ given, message: error.message, fix, again: again.message });
    }
  }
  expect(failed.slice(0, 5)).toEqual([]);
  expect(refused).toBe(REFUSED);
  // Many have a fix, and some have two.
  expect(fixed).toBeGreaterThan(REFUSED * 0.4);
  expect(proposed).toBeGreaterThan(fixed);
});

it('writes every fix into its message, and no message runs over lines', () => {
  fc.assert(
    fc.property(options, (given) => {
      const error = refusalOf(given);
      if (error === undefined) return;
      expect(error.message).toMatch(/^[^\n]+: [^\n]+; [^\n]+[^.]$/);
      expect(error.message.isWellFormed()).toBe(true);
      for (const fix of error.fixes) {
        for (const said of [fix.name, fix.unit, fix.prefix, ...Object.values(fix.attributes ?? {})])
          if (said !== undefined) expect(error.message).toContain(JSON.stringify(said));
      }
    }),
    { numRuns: 5_000 },
  );
});

describeWith('translate', 'definitions that are accepted', () => {
  it('have one name on the endpoint and wherever the translator adds suffixes, exact ones everywhere, and those of OpenTelemetry the one that is foretold', () => {
    const accepted = fc.sample(options, { numRuns: REFUSED, seed: 5 }).flatMap((given) => {
      if (refusalOf(given) !== undefined) return [];
      const { metrics } = defineCatalog(given);
      return Object.values(metrics).map((definition) => ({ definition, naming: given.naming }));
    });
    const answers = translated(accepted.map(({ definition }) => definition));
    const wrong = accepted.filter(({ definition, naming }, index) => {
      const [suffixed, plain, utf8Suffixed, untranslated] = answers[index] ?? [];
      if (naming === 'otel') return suffixed !== prometheusName(definition, 'underscore_suffixes');
      const names = naming === 'exact' ? [suffixed, utf8Suffixed, plain, untranslated] : [suffixed, utf8Suffixed];
      return !names.every((answered) => answered === prometheusName(definition, 'js_exporter'));
    });
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(accepted.length).toBeGreaterThan(REFUSED / 20);
  });
});

function neighbour(named: string): MetricSpec {
  const unit = named.endsWith('_seconds') ? 's' : '';
  return { kind: 'histogram', name: named, unit, description: 'Another one.', attributes: {}, boundaries: undefined };
}

function refusalOf(given: CatalogOptions<MetricSpecs>): DefinitionError | undefined {
  try {
    defineCatalog(given);
    return undefined;
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
}

function fixedBy(
  given: CatalogOptions<MetricSpecs>,
  { prefix, attributes: keys = {}, ...fix }: Fix,
): CatalogOptions<MetricSpecs> {
  if (prefix !== undefined) return { ...given, prefix };
  const refused = given.metrics['metric'] as MetricSpec;
  const renamed = Object.entries(refused.attributes).map(([old, kept]) => [keys[old] ?? old, kept]);
  const attributes = Object.fromEntries(renamed) as AttributeKinds;
  return { ...given, metrics: { ...given.metrics, metric: { ...refused, ...fix, attributes } } };
}

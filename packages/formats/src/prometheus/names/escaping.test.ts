import fc from 'fast-check';
import { ESCAPING_SCHEMES, escapedLabelName, escapedMetricName } from './escaping.js';
import { isPlainLabel, isPlainMetric } from './quoted.js';

/** Name, then as underscores, dots and values. Answers of `EscapeMetricFamily()` of prometheus/common v0.72.1. */
const ANSWERED: readonly (readonly [string, string, string, string])[] = [
  ['no:escaping_required', 'no:escaping_required', 'no:escaping_required', 'no:escaping_required'],
  [
    'mysystem.prod.west.cpu.load',
    'mysystem_prod_west_cpu_load',
    'mysystem_dot_prod_dot_west_dot_cpu_dot_load',
    'U__mysystem_2e_prod_2e_west_2e_cpu_2e_load',
  ],
  [
    'mysystem.prod.west.cpu.load_total',
    'mysystem_prod_west_cpu_load_total',
    'mysystem_dot_prod_dot_west_dot_cpu_dot_load__total',
    'U__mysystem_2e_prod_2e_west_2e_cpu_2e_load__total',
  ],
  ['http.status:sum', 'http_status:sum', 'http_dot_status:sum', 'U__http_2e_status:sum'],
  ['label with 😱', 'label_with__', 'label__with____', 'U__label_20_with_20__1f631_'],
  ['花火', '__', '____', 'U___82b1__706b_'],
  ['1st', '_st', '__st', 'U___31_st'],
];

it.each(ANSWERED)('writes %p as Prometheus does', (name, underscores, dots, values) => {
  expect(escapedMetricName(name, 'underscores')).toBe(underscores);
  expect(escapedMetricName(name, 'dots')).toBe(dots);
  expect(escapedMetricName(name, 'values')).toBe(values);
  expect(escapedMetricName(name, 'allow-utf-8')).toBe(name);
});

it('gives names that every scraper can read, and leaves those alone that are', () => {
  const schemes = fc.constantFrom(...ESCAPING_SCHEMES.filter((scheme) => scheme !== 'allow-utf-8'));
  const names = fc.string({
    unit: fc.oneof(fc.constantFrom('a', '_', '.', ':', '1'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
    minLength: 1,
  });
  fc.assert(
    fc.property(names, schemes, (name, scheme) => {
      const [metric, label] = [escapedMetricName(name, scheme), escapedLabelName(name, scheme)];
      expect([isPlainMetric(metric), isPlainLabel(label)]).toEqual([true, true]);
      expect(escapedMetricName(metric, scheme)).toBe(metric);
    }),
  );
});

it('gives different names different values', () => {
  const names = fc.string({ unit: fc.constantFrom('a', '_', '.', 'U', '2', 'e', 'é'), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(names, names, (a, b) => {
      fc.pre(a !== b && !isPlainMetric(a) && !isPlainMetric(b));
      expect(escapedMetricName(a, 'values')).not.toBe(escapedMetricName(b, 'values'));
    }),
    { numRuns: 1_000 },
  );
});

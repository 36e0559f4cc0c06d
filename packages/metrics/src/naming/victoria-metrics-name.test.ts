import { type NamedInstrument, prometheusName } from './prometheus-name.js';

// The first ones are of `sanitize_test.go` of VictoriaMetrics v1.151, the others read from its source.
it.each<[NamedInstrument['kind'], name: string, unit: string, expected: string]>([
  ['counter', 'foo_seconds', 's', 'foo_seconds_total'],
  ['counter', 'foo_total_seconds', 's', 'foo_seconds_total'],
  ['gauge', 'foo', '1', 'foo_ratio'],
  ['histogram', 'foo', 'm/s', 'foo_meters_per_second'],
  ['histogram', 'foo_second', 'm/s', 'foo_second_meters'],
  ['gauge', 'redundant', 'a b/°C', 'redundant_a b_per_°C'],
  ['counter', 'system.filesystem.usage', 'By', 'system_filesystem_usage_bytes_total'],
  ['counter', 'total_requests', '', 'requests_total'],
  ['counter', 'total_of_total', '', 'of_total_total'],
  ['gauge', 'foo_bytes_per_second', 'By/s', 'foo_bytes_per_second'],
  ['gauge', 'load', '1', 'load_ratio'],
  ['upDownCounter', 'load', '1', 'load_ratio'],
  ['histogram', 'load', '1', 'load'],
  ['histogram', 'http:request-size', '{request}', 'http_request_size'],
  ['gauge', '2xx', '', '2xx'],
  ['gauge', 'größe', '', 'größe'],
])('VictoriaMetrics names the %s %s in %s %s', (kind, name, unit, expected) => {
  expect(prometheusName({ kind, name, unit }, 'victoria_metrics_prometheus')).toBe(expected);
});

it('vmagent replaces what Prometheus did not take, and adds nothing', () => {
  const counter = { kind: 'counter', name: 'http.server:requests-2😀', unit: 's' } as const;
  expect(prometheusName(counter, 'vmagent_compatible')).toBe('http_server:requests_2_');
});

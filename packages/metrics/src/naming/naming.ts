/**
 * On which paths a catalog's names must be the same.
 *
 * - `suffix`: the endpoint of this process and every path that adds suffixes. Counters are named without `_total`.
 * - `exact`: also the paths that add none. Counters spell `_total` themselves.
 * - `otel`: on none. Names and attribute keys are OpenTelemetry's own, with dots (`http.server.request.duration`,
 *   `http.request.method`), and `prometheusName()` says what a path makes of them: units are added to the name by
 *   every path but OpenTelemetry's exporter for JavaScript.
 */
export type Naming = 'suffix' | 'exact' | 'otel';

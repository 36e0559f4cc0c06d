/** The roads from a histogram's boundary to its label `le`. */
export type LePath =
  /** What the endpoint of this process and OpenTelemetry's exporter for JavaScript write. */
  | 'endpoint'
  /** What the Collector's exporter writes. */
  | 'collector'
  /** What Prometheus 3 makes of either when it scrapes them. */
  | 'prometheus_scrape'
  /** What Prometheus makes of OTLP, and what is written remotely. */
  | 'otlp';

/** From here on, and below, Go's shortest form has an exponent. */
const LARGE = 1e6;
const SMALL = 1e-4;

/**
 * A boundary as the label of its bucket says it. Only fractions from 0.0001 up to a million are the same on every path.
 *
 * Source: JavaScript's `String()`; prometheus/common `writeFloat`; Prometheus 3 `FormatOpenMetricsFloat`; Prometheus' OTLP
 * translation, `strconv.FormatFloat(bound, 'f', -1, 64)`.
 */
export function leLabel(boundary: number, path: LePath): string {
  switch (path) {
    case 'endpoint':
      return String(boundary);
    case 'collector':
      return general(boundary);
    case 'prometheus_scrape': {
      const text = general(boundary);
      return /^-?\d+$/.test(text) ? `${text}.0` : text;
    }
    case 'otlp':
      return positional(boundary);
  }
}

/** Go's `'g'` with the shortest digits, whose exponents have two digits at least. */
function general(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= SMALL && size < LARGE)) return positional(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** All digits, without an exponent. */
function positional(value: number): string {
  const text = String(value);
  const [, sign = '', whole = '', fraction = '', exponent = ''] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (exponent === '') return text;
  const digits = `${whole}${fraction}`;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}

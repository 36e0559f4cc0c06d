/** The roads from an attribute's key to a label's name. */
export type LabelPath =
  /** `@opentelemetry/exporter-prometheus`. */
  | 'js_exporter'
  /** The Collector since 0.162. */
  | 'collector'
  /** The Collector before, or without its gate `PermissiveLabelSanitization`. */
  | 'collector_strict'
  /** Prometheus' OTLP receiver by default. */
  | 'prometheus_otlp'
  /** The text of OpenTelemetry's specification. */
  | 'specification'
  /** NoUTF8EscapingWithSuffixes and NoTranslation. */
  | 'utf8'
  /** VictoriaMetrics by default. */
  | 'victoria_metrics'
  /** VictoriaMetrics with `-opentelemetry.usePrometheusNaming`. */
  | 'victoria_metrics_prometheus';

/**
 * The label's name at the end of a path, or undefined where the whole metric is refused for it. Words of letters and digits
 * joined by single dots or underscores are the same on every path that escapes.
 *
 * Source: `PrometheusSerializer` 0.223, prometheus/otlptranslator v1.0.0 `label_namer.go`, VictoriaMetrics v1.151.
 */
export function labelName(key: string, path: LabelPath): string | undefined {
  return LABEL_NAMERS[path](key);
}

const LABEL_NAMERS: Readonly<Record<LabelPath, (key: string) => string | undefined>> = {
  js_exporter: (key) => key.replace(/[^A-Za-z0-9_]/g, '_').replace(/_{2,}/g, '_'),
  collector: (key) => translated(key, { keepsUnderscores: true, prependsKey: false }),
  collector_strict: (key) => translated(key, { keepsUnderscores: false, prependsKey: true }),
  prometheus_otlp: (key) => translated(key, { keepsUnderscores: true, prependsKey: true }),
  specification: (key) => translated(key, { keepsUnderscores: false, prependsKey: false }),
  utf8: (key) => (/^_*$/.test(key) ? undefined : key),
  victoria_metrics: (key) => key,
  victoria_metrics_prometheus: (key) => withKey(escaped(key), true),
};

interface Translation {
  /** Whether several underscores in a row stay. */
  readonly keepsUnderscores: boolean;
  /** Whether `key` stands before an underscore at the beginning. */
  readonly prependsKey: boolean;
}

function translated(key: string, { keepsUnderscores, prependsKey }: Translation): string | undefined {
  if (key === '') return undefined;
  const label = withKey(keepsUnderscores ? escaped(key) : collapsed(key), prependsKey);
  return /^_*$/.test(label) ? undefined : label;
}

/** One underscore for each character, and not for each half of one. */
function escaped(key: string): string {
  return key.replace(/[^A-Za-z0-9_]/gu, '_');
}

/** A name that begins and ends in two underscores is reserved, and keeps them. */
function collapsed(key: string): string {
  const [, reserved] = /^__(.*)__$/s.exec(key) ?? [];
  const plain = (reserved ?? key).replace(/[^A-Za-z0-9]+/gu, '_');
  return reserved === undefined ? plain : `__${plain}__`;
}

function withKey(label: string, prependsKey: boolean): string {
  if (/^[0-9]/.test(label)) return `key_${label}`;
  return prependsKey && /^_(?!_)/.test(label) ? `key${label}` : label;
}

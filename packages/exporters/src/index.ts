export { type ExportAlone, type ExportAloneOptions, exportAlone } from './alone/export-alone.js';
export { console } from './console/console.js';
export type {
  Exporter,
  MetricReading,
  MetricSource,
  MetricsExport,
  SdkReaders,
  SignalExport,
  SpansExport,
} from './exporter.js';
export { type ExporterName, none } from './exporter-name.js';
export { otlp } from './otlp/otlp.js';
export type { OtlpOptions, SpoolOptions } from './otlp/otlp-settings.js';
export type { TlsOptions } from './otlp/settings/tls.js';
export { type PrometheusExporter, prometheus } from './prometheus/prometheus.js';
export type { PrometheusOptions } from './prometheus/prometheus-options.js';

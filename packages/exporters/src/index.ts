export { console } from './console.js';
export type { Exporter, ReaderOptions } from './exporter.js';
export { type ExporterName, exporterNamed, none } from './exporter-name.js';
export { otlp } from './otlp.js';
export type { OtlpOptions } from './otlp-settings.js';
export { type PrometheusExporter, prometheus } from './prometheus.js';
export type { PrometheusOptions } from './prometheus-options.js';

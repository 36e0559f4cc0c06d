export {
  jsonMetricsRequests,
  type MetricsRequest,
  type MetricsRequestOptions,
  metricsRequests,
} from './otlp/metrics/metrics-requests.js';
export { type PartialSuccess, partialSuccessOf } from './otlp/partial-success.js';
export type { ResourceAttributes } from './otlp/resource.js';
export type { ShownCall, SpanRecord } from './otlp/spans/span-record.js';
export {
  jsonSpansRequests,
  type SpansRequest,
  type SpansRequestOptions,
  spansRequests,
} from './otlp/spans/spans-requests.js';
export type { EscapingScheme } from './prometheus/names/escaping.js';
export type { NamingOptions, TranslationStrategy } from './prometheus/names/translation.js';
export { type OpenMetricsTextOptions, openMetricsText } from './prometheus/open-metrics.js';
export { prometheusProtobuf } from './prometheus/protobuf/protobuf.js';
export { type PrometheusTextOptions, prometheusText } from './prometheus/text.js';
export type { PrometheusWriter } from './prometheus/writer.js';

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
export { type PrometheusProtobufWriter, prometheusProtobuf } from './prometheus/protobuf/protobuf.js';
export { type PrometheusTextOptions, type PrometheusWriter, prometheusText } from './prometheus/text.js';

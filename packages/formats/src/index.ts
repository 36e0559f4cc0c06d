export { writeKeyValue, writeKeyValues } from './otlp/any-value.js';
export {
  type MetricsRequest,
  type MetricsRequestOptions,
  metricsRequests,
} from './otlp/metrics/metrics-requests.js';
export { ProtobufWriter } from './otlp/protobuf.js';
export type { ResourceAttributes } from './otlp/resource.js';
export { type PrometheusTextOptions, type PrometheusWriter, prometheusText } from './prometheus/text.js';

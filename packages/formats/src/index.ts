export { writeKeyValue, writeKeyValues } from './otlp/any-value.js';
export { ProtobufWriter } from './otlp/protobuf.js';
export { type PrometheusTextOptions, type PrometheusWriter, prometheusText } from './prometheus/text.js';

export { writeKeyValue, writeKeyValues } from './otlp/any-value.js';
export { ProtobufWriter } from './otlp/protobuf.js';
export { type PartialSuccess, partialSuccessOf } from './otlp/spans/partial-success.js';
export type { ShownCall, SpanRecord } from './otlp/spans/span-record.js';
export { type SpansRequest, type SpansRequestOptions, spansRequests } from './otlp/spans/spans-requests.js';

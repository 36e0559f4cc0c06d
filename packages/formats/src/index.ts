export { writeKeyValue, writeKeyValues } from './otlp/any-value.js';
export { ProtobufWriter } from './otlp/protobuf.js';

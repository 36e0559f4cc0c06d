export { type Child, type ChildOptions, type Exit, runNode, runProgram } from './child.js';
export { type EventuallyOptions, eventually } from './eventually.js';
export { type Exposition, type ExpositionFamily, type ExpositionSample, parseExposition } from './exposition.js';
export { type Behaviour, type FaultReceiver, type FaultRequest, startFaultReceiver } from './fault-receiver.js';
export { freePort } from './free-port.js';
export { latest, type OtlpAttributes, type OtlpAttributeValue, type OtlpPoint, type OtlpSpan } from './otlp-data.js';
export { decodeMetrics, decodeSpans } from './otlp-decode.js';
export { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.js';
export { type PostgresServer, startPostgres } from './postgres-server.js';
export {
  type PrometheusOptions,
  type PrometheusSample,
  type PrometheusServer,
  type PrometheusTarget,
  startPrometheus,
} from './prometheus-server.js';
export { type PromtoolAnswer, promtool, promtoolCheckMetrics } from './promtool.js';
export { describeWith, type RealPart, realPart } from './real-parts.js';

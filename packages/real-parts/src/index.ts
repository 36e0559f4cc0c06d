export { type Child, type ChildOptions, type Exit, runNode, runProgram } from './child.js';
export { type CollectorOptions, type CollectorServer, startCollector } from './collector-server.js';
export { type EventuallyOptions, eventually } from './eventually.js';
export { type Exposition, type ExpositionFamily, type ExpositionSample, parseExposition } from './exposition.js';
export { type Behaviour, type FaultReceiver, type FaultRequest, startFaultReceiver } from './fault-receiver.js';
export { freePort } from './free-port.js';
export { type JaegerServer, type JaegerTrace, startJaeger } from './jaeger-server.js';
export { latest, type OtlpAttributes, type OtlpAttributeValue, type OtlpPoint, type OtlpSpan } from './otlp-data.js';
export { decodeMetrics, decodeSpans } from './otlp-decode.js';
export { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.js';
export { type PostgresServer, startPostgres } from './postgres-server.js';
export type { PrometheusSample } from './prometheus-answer.js';
export {
  type PrometheusOptions,
  type PrometheusServer,
  type PrometheusTarget,
  startPrometheus,
  type TranslationStrategy,
} from './prometheus-server.js';
export { type PromtoolAnswer, promtool, promtoolCheckMetrics } from './promtool.js';
export { describeWith, type RealPart, realPart } from './real-parts.js';
export type { ServerProcess } from './server-process.js';
export { startVictoriaMetrics, type VictoriaMetricsServer } from './victoria-metrics-server.js';

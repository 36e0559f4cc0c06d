export { cachedRuntime, describeRuntimes } from './cached-runtime.js';
export { type Child, type ChildOptions, type Exit, runNode, runProgram } from './child.js';
export type { DatabaseServer } from './databases/database-server.js';
export { startFerretDb } from './databases/ferretdb-server.js';
export { startMariaDb } from './databases/mariadb-server.js';
export { startPostgres } from './databases/postgres-server.js';
export { startRedis } from './databases/redis-server.js';
export { deployFile } from './deploy/deploy-file.js';
export {
  type DeployedCollector,
  type DeployedCollectorOptions,
  startDeployedCollector,
} from './deploy/deployed-collector.js';
export { type Alert, type AlertmanagerServer, startAlertmanager } from './engines/alertmanager-server.js';
export { type CollectorOptions, type CollectorServer, startCollector } from './engines/collector-server.js';
export { type JaegerServer, type JaegerTrace, startDeployedJaeger, startJaeger } from './engines/jaeger-server.js';
export type { PrometheusHistogram, PrometheusSample } from './engines/prometheus-answer.js';
export {
  type PrometheusExemplar,
  type PrometheusOptions,
  type PrometheusServer,
  type PrometheusTarget,
  type ScrapeJob,
  type ScrapeProtocol,
  startPrometheus,
  type TranslationStrategy,
} from './engines/prometheus-server.js';
export { type PromtoolAnswer, type PromtoolOptions, promtool, promtoolCheckMetrics } from './engines/promtool.js';
export {
  startVictoriaMetrics,
  type VictoriaMetricsOptions,
  type VictoriaMetricsServer,
} from './engines/victoria-metrics-server.js';
export { type EventuallyOptions, eventually } from './eventually.js';
export { type Exposition, type ExpositionFamily, type ExpositionSample, parseExposition } from './exposition.js';
export { freePort } from './free-port.js';
export { type ModelServer, type ModelServerRequest, startModelServer } from './models/model-server.js';
export { type OpenMetricsAnswer, type OpenMetricsSample, openMetricsAnswers } from './open-metrics-parser.js';
export type { Behaviour } from './otlp/fault/behaviour.js';
export { type Certificate, type CertificateOptions, certificate } from './otlp/fault/certificates.js';
export {
  type FaultReceiver,
  type FaultRequest,
  startFaultReceiver,
  startTlsFaultReceiver,
} from './otlp/fault/fault-receiver.js';
export type { TlsServerOptions } from './otlp/fault/port.js';
export type { Sighting } from './otlp/fault/sightings.js';
export type { GrpcBehaviour } from './otlp/grpc/grpc-behaviour.js';
export {
  type GrpcCall,
  type GrpcFaultReceiver,
  type GrpcTls,
  startGrpcFaultReceiver,
  startTlsGrpcFaultReceiver,
} from './otlp/grpc/grpc-fault-receiver.js';
export {
  latest,
  type OtlpAttributes,
  type OtlpAttributeValue,
  type OtlpBuckets,
  type OtlpPoint,
  type OtlpSpan,
} from './otlp/otlp-data.js';
export { decodeMetrics, decodeSpans } from './otlp/otlp-decode.js';
export { type OtlpReceiver, startOtlpReceiver } from './otlp/otlp-receiver.js';
export { startTap, type Tap } from './otlp/tap.js';
export { describeWith, type RealPart, realPart } from './real-parts.js';
export type { ServerProcess } from './server-process.js';

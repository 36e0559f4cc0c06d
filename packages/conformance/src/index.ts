export type { BackendOptions, BackendUnderTest, MakeBackend } from './backend/backend-under-test.js';
export { describeBackend } from './backend/describe-backend.js';
export { type AnyRecorder, call } from './call.js';
export { type Child, type ChildOptions, type Exit, runNode, runProgram } from './child.js';
export { type EventuallyOptions, eventually } from './eventually.js';
export { expectSeries } from './expect-series.js';
export { type Exposition, type ExpositionFamily, type ExpositionSample, parseExposition } from './exposition.js';
export {
  allowProblems,
  type ExpectedProblem,
  expectProblems,
  failOnProblems,
  heardProblems,
} from './fail-on-problems.js';
export { type Behaviour, type FaultReceiver, type FaultRequest, startFaultReceiver } from './fault-receiver.js';
export { freePort } from './free-port.js';
export { type FuzzOptions, type FuzzOutcome, fuzzRecorders } from './fuzz-recorders.js';
export { HOSTILE_VALUES, hostileAttributes, hostileValue, pick, seededRandom } from './hostile.js';
export { latest, type OtlpAttributes, type OtlpAttributeValue, type OtlpPoint, type OtlpSpan } from './otlp-data.js';
export { decodeMetrics, decodeSpans } from './otlp-decode.js';
export { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.js';
export { type HistogramReading, PlainModel, type SeriesReading } from './plain-model.js';
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
export { traceTree } from './trace-tree.js';

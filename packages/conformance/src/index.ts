export { anyRecordings, type Recording, type Recordings } from './backend/arbitrary-recordings.js';
export type { BackendOptions, BackendUnderTest, MakeBackend } from './backend/backend-under-test.js';
export { describeBackend } from './backend/describe-backend.js';
export { type AnyRecorder, call } from './call.js';
export { type EnvironmentOfTest, environmentOfTest } from './environment-of-test.js';
export { expectSeries } from './expect-series.js';
export {
  allowProblems,
  type ExpectedProblem,
  expectProblems,
  failOnProblems,
  heardNotices,
  heardProblems,
} from './fail-on-problems.js';
export { type FuzzOptions, type FuzzOutcome, fuzzRecorders } from './fuzz-recorders.js';
export { HOSTILE_VALUES, hostileAttributes, hostileValue, pick, seededRandom } from './hostile.js';
export { type HistogramReading, PlainModel, type SeriesReading } from './plain-model.js';
export { traceTree } from './trace-tree.js';

export { type Measured, type OtlpMetrics, type Reading, readMetrics, seriesKey } from './otlp-metrics.js';
export { type OtlpSpan, type OtlpTraces, spansOf } from './otlp-traces.js';
export { ownReceiver, type Receiver } from './receiver.js';
export { seeded } from './seeded.js';
export { Tally } from './tally.js';

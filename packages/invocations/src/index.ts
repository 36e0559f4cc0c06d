export type { InvocationMetric, InvocationStatus } from './invocation-metric.js';
export {
  InvocationMetricsBus,
  type InvocationMetricsBusOptions,
  type InvocationReceiverOptions,
} from './invocation-metrics-bus.js';
export type { InvocationReceiver } from './invocation-receiver.js';
export { InvocationTimer } from './invocation-timer.js';
export { isLagged, type Lagged } from './lagged.js';
export type { InvocationListener } from './listeners-in-turn.js';

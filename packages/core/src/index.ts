export { type Batch, type BatchSource, type BatchStatus, batch } from './batch.js';
export type { BatchOptions } from './batch-options.js';
export { type Channel, channel } from './channel.js';
export { checkedFlag } from './checked-flag.js';
export {
  checkedArray,
  checkedCount,
  checkedFunction,
  checkedMilliseconds,
  checkedOneOf,
  checkedText,
} from './checked-value.js';
export { clipText } from './clip-text.js';
export { type Clock, heldSystemClock, systemClock } from './clock.js';
export { describe, listed } from './describe.js';
export { type Failure, failureOf, quotesAQuery } from './failure.js';
export {
  type EventOf,
  type ObserverOptions,
  ObserverRegistry,
  type ObserverRegistryOptions,
} from './observer-registry.js';
export { oneLine } from './one-line.js';
export { checkOptions } from './options.js';
export { ownText, SHORTEST_SLICE } from './own-text.js';
export { isPlainObject } from './plain-object.js';
export type { ChannelOptions, Policy } from './policy.js';
export {
  type CountedProblem,
  forgetProblems,
  onProblem,
  type Problem,
  type ProblemListener,
  type ProblemListenerOptions,
  type ProblemReport,
  problems,
  report,
} from './problem.js';
export { processWide } from './process-wide.js';
export { Receiver } from './receiver.js';
export { Ring } from './ring.js';
export { Roster } from './roster.js';
export { safely } from './safely.js';
export type { SinkStatus, Subscription } from './subscription.js';
export type { GaveUp, WaitLimits } from './wait-limits.js';
export { whenRejected } from './when-rejected.js';

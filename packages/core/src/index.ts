export { type Batch, type BatchSource, type BatchStatus, batch } from './flow/batch.js';
export type { BatchOptions } from './flow/batch-options.js';
export { type Channel, channel } from './flow/channel.js';
export type { ChannelOptions, Policy } from './flow/policy.js';
export { Receiver } from './flow/receiver.js';
export { Ring } from './flow/ring.js';
export type { GaveUp, WaitLimits } from './flow/wait-limits.js';
export {
  type EventOf,
  type ObserverOptions,
  ObserverRegistry,
  type ObserverRegistryOptions,
} from './observe/observer-registry.js';
export { Roster } from './observe/roster.js';
export type { ObserverStatus, Subscription } from './observe/subscription.js';
export { clipText } from './plain/clip-text.js';
export { type Clock, heldSystemClock, systemClock } from './plain/clock.js';
export { environment } from './plain/environment.js';
export { oneLine } from './plain/one-line.js';
export { ownText, SHORTEST_SLICE } from './plain/own-text.js';
export { isPlainObject } from './plain/plain-object.js';
export { processWide } from './plain/process-wide.js';
export { checkedFlag } from './problem/checked-flag.js';
export {
  checkedArray,
  checkedCount,
  checkedFunction,
  checkedMilliseconds,
  checkedOneOf,
  checkedText,
} from './problem/checked-value.js';
export { type Failure, failureOf, quotesAQuery } from './problem/failure.js';
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
} from './problem/problem.js';
export { checkOptions } from './problem/refused-options.js';
export { safely } from './problem/safely.js';
export { listed, shown } from './problem/shown.js';
export { whenRejected } from './problem/when-rejected.js';

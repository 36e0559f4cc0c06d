export type { Setting, SettingValue } from './environment/setting.js';
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

export type { ObserverStatus, Subscription } from './observe/subscription.js';

export { type Clock, systemClock } from './plain/clock.js';
export type { Undo } from './plain/undo.js';

export type { Logger } from './problem/lines.js';
export { type Notice, type NoticeListener, onNotice } from './problem/notice.js';
export {
  type CountedProblem,
  forgetProblems,
  onProblem,
  type Problem,
  type ProblemListener,
  type ProblemReport,
  problems,
  report,
} from './problem/problem.js';
export type { ListenerOptions as ProblemListenerOptions } from './problem/speak.js';

/*
 * For the other packages of this project, all of one version. It may change with any of them.
 */
export { Queue } from './flow/fifo.js';
export { ForgottenReceivers } from './observe/forgotten.js';
export { Listeners, type Listening } from './observe/listeners.js';
export { Roster } from './observe/roster.js';
export { clipText } from './plain/clip-text.js';
export { Epoch, heldSystemClock, LONGEST_TIMER_MS } from './plain/clock.js';
export { environment } from './plain/environment.js';
export { oneLine } from './plain/one-line.js';
export { ownText, SHORTEST_SLICE } from './plain/own-text.js';
export { isPlainObject } from './plain/plain-object.js';
export { processWide } from './plain/process-wide.js';
export { turn } from './plain/turn.js';
export { undoOf } from './plain/undo.js';
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
export { type LinesOptions, linesTo } from './problem/lines.js';
export { type NoticeReport, notice } from './problem/notice.js';
export { checkOptions } from './problem/refused-options.js';
export { safely } from './problem/safely.js';
export { listed, shown } from './problem/shown.js';
export { whenRejected } from './problem/when-rejected.js';

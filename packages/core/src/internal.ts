/*
 * For the other packages of this project, all of one version. It may change with any of them.
 */
export {
  environment,
  type ReadingOfVariables,
  readingOfVariables,
  readVariables,
  saidAt,
} from './environment/environment.js';
export { anyText, milliseconds, oneOfNames, type Rule, ratio, trueOrFalse, wholeNumber } from './environment/rule.js';
export { settingOf } from './environment/setting.js';
export {
  type Declaration,
  type Found,
  type ListVariable,
  listVariable,
  read,
  readByRule,
  readList,
  refuseVariable,
  type Specification,
  unreadVariable,
  type Variable,
  variable,
} from './environment/variable.js';
export { Queue } from './flow/fifo.js';
export { ForgottenReceivers } from './observe/forgotten.js';
export { Listeners, type Listening } from './observe/listeners.js';
export { Roster } from './observe/roster.js';
export { clipText } from './plain/clip-text.js';
export { Epoch, heldSystemClock, LONGEST_TIMER_MS } from './plain/clock.js';
export { oneLine } from './plain/one-line.js';
export { isOwnServer, LOOKED_ON_AT, type LookedOnAt, ownRequest, ownServer } from './plain/own-servers.js';
export { ownText, SHORTEST_SLICE } from './plain/own-text.js';
export { isPlainObject } from './plain/plain-object.js';
export { processWide } from './plain/process-wide.js';
export { requireAt, requiredFiles } from './plain/require-at.js';
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
export { type LinesOptions, linesTo, writeLine } from './problem/lines.js';
export { type NoticeReport, notice } from './problem/notice.js';
export { checkOptions } from './problem/refused-options.js';
export { safely } from './problem/safely.js';
export { listed, shown } from './problem/shown.js';
export { whenRejected } from './problem/when-rejected.js';
export { type AsyncStorage, asyncStorage } from './runtime/async-storage.js';
export { builtin, builtinOrNone } from './runtime/builtin.js';
export {
  base64Of,
  bytesOfBase64,
  bytesOfText,
  hexOf,
  joinedBytes,
  latinOf,
  textOfBytes,
  unsetBytes,
} from './runtime/bytes.js';
export { isHooksThread } from './runtime/hooks-thread.js';
export { nativeTypes } from './runtime/native-types.js';
export { inNextTurn, turn } from './runtime/turn.js';
export { unheld } from './runtime/unheld.js';
export { utf8Length } from './runtime/utf8-length.js';
export { type EndWorkerThread, workerEnds } from './runtime/worker-ends.js';
export { type ScopeAttributes, scopeHere } from './scope/scope.js';
export { type OpenTransaction, transactionHere, type Waiting } from './scope/transaction.js';

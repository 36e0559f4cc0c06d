import type { FinishedOp } from './record/op.js';
import { runningCall } from './running/async-context.js';
import type { CurrentCall } from './running/current-call.js';

/** The call that is running, from anywhere inside it; undefined outside and while tracing is off. */
export function currentCall(): CurrentCall | undefined {
  const call = runningCall();
  return call === undefined || call.isFinished ? undefined : call;
}

/** Adds an operation that has ended to the running call; does nothing outside of one. Never throws. */
export function recordOp(op: FinishedOp): void {
  runningCall()?.recordOp(op);
}

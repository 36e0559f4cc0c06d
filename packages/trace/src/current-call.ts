import type { FnType } from './record/fn-trace.js';
import type { FinishedOp, Schedule } from './record/op.js';
import { type PlacedCall, placedCall } from './running/async-context.js';

/** A call that is running: what its code, and the database clients in it, can reach with `currentCall()`. */
export interface CurrentCall {
  readonly callId: string;
  readonly fnName: string;
  readonly fnType: FnType;
  readonly userId: string | undefined;
  readonly tenantId: string | undefined;
  readonly parentCallId: string | undefined;
  /** Says on whose behalf the call runs; calls it makes from then on inherit it. */
  identify(identity: Identity): void;
  recordOp(op: FinishedOp): void;
  /** @param bytes size of the chunk as it is sent */
  recordStreamChunk(bytes: number): void;
  recordSchedule(schedule: Schedule): void;
}

/** On whose behalf a call runs. */
export interface Identity {
  readonly userId?: string | undefined;
  readonly tenantId?: string | undefined;
}

/** The call that is running, from anywhere inside it; undefined outside and while tracing is off. */
export function currentCall(): CurrentCall | undefined {
  const call = running();
  return call === undefined || call.isFinished ? undefined : call;
}

/** Adds an operation that has ended to the running call; does nothing outside of one. Never throws. */
export function recordOp(op: FinishedOp): void {
  running()?.recordOp(op);
}

function running(): (PlacedCall & CurrentCall) | undefined {
  return placedCall() as (PlacedCall & CurrentCall) | undefined;
}

import { type Clock, systemClock } from '@portcall/core';
import { clipText, Epoch, shown } from '@portcall/core/internal';
import { Call } from '../running/call.js';
import { CallRecord } from './call-record.js';
import type { CallStart, FnTrace, FnType } from './fn-trace.js';
import type { FinishedOp, Schedule } from './op.js';
import { DEFAULT_LIMITS, type TraceLimits } from './trace-limits.js';

export interface TraceBuilderOptions {
  /** @default the system's */
  readonly clock?: Clock;
  /** @default `DEFAULT_LIMITS` */
  readonly limits?: TraceLimits;
}

/**
 * Builds the trace of a call that something else runs: a message protocol, another process. A finished builder refuses more:
 * what comes late is counted and reported once. Nothing here throws.
 */
export class TraceBuilder implements CallStart {
  private readonly call: Call;

  constructor(
    { callId, fnName, fnType, userId, tenantId, parentCallId }: CallStart,
    { clock = systemClock, limits = DEFAULT_LIMITS }: TraceBuilderOptions = {},
  ) {
    const epoch = new Epoch(clock);
    const startedAt = clock.monotonic();
    const caller = (parentCallId as string | null | undefined) == null ? undefined : idText(parentCallId);
    const record = new CallRecord(idText(callId), '', fnType, undefined, undefined, caller, epoch.at(startedAt));
    record.fnName = record.clipped(fnName, limits.name);
    this.call = new Call(record, startedAt, { clock, epoch, limits }, 1, undefined, undefined);
    this.call.identify({ userId: userId ?? undefined, tenantId: tenantId ?? undefined });
  }

  get callId(): string {
    return this.call.callId;
  }

  get fnName(): string {
    return this.call.fnName;
  }

  get fnType(): FnType {
    return this.call.fnType;
  }

  get userId(): string | undefined {
    return this.call.userId;
  }

  get tenantId(): string | undefined {
    return this.call.tenantId;
  }

  get parentCallId(): string | undefined {
    return this.call.parentCallId;
  }

  get isFinished(): boolean {
    return this.call.isFinished;
  }

  recordOp(op: FinishedOp): void {
    this.call.recordOp(op);
  }

  /** @param bytes size of the chunk as it is sent */
  recordStreamChunk(bytes: number): void {
    this.call.recordStreamChunk(bytes);
  }

  recordSchedule(schedule: Schedule): void {
    this.call.recordSchedule(schedule);
  }

  finishOk(value?: unknown): FnTrace {
    return this.call.finishOk(value).frozen();
  }

  finishError(code: string, message: string): FnTrace {
    return this.call.finishError(code, message).frozen();
  }

  finishRolledBack(code: string, message: string): FnTrace {
    return this.call.finishRolledBack(code, message).frozen();
  }

  /** The call gave a stream, and nobody read it to its end. */
  finishAbandoned(): FnTrace {
    return this.call.finishAbandoned().frozen();
  }
}

/** All of it: calls are told apart by their ids. */
function idText(id: unknown): string {
  return clipText(typeof id === 'string' ? id : shown(id), Number.POSITIVE_INFINITY);
}

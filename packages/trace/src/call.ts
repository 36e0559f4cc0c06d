import type { Clock } from '@portcall/core';
import type { Epoch } from './epoch.js';
import type { FnTrace } from './fn-trace.js';
import type { Scheduled } from './scheduled.js';
import { noSpan, type OpeningCall, type OpenSpan } from './span-port.js';
import { type CallStart, TraceBuilder } from './trace-builder.js';
import type { TraceLimits } from './trace-limits.js';

/** A call that is running: what its code, and the database clients in it, can reach with `currentCall()`. */
export interface CurrentCall extends Pick<TraceBuilder, 'callId' | 'fnName' | 'fnType' | 'parentCallId'> {
  readonly userId: string | undefined;
  readonly tenantId: string | undefined;
  /** Says on whose behalf the call runs; calls it makes from then on inherit it. */
  identify(identity: Identity): void;
  recordOp: TraceBuilder['recordOp'];
  recordStreamChunk: TraceBuilder['recordStreamChunk'];
  recordSchedule: TraceBuilder['recordSchedule'];
}

/** On whose behalf a call runs. */
export interface Identity {
  readonly userId?: string | undefined;
  readonly tenantId?: string | undefined;
}

/** What all calls of one tracing have in common. */
export interface CallTracing {
  readonly clock: Clock;
  readonly epoch: Epoch;
  readonly limits: TraceLimits;
}

/** The builder of a running call, with its place in the tree and its span. */
export class Call extends TraceBuilder implements CurrentCall, OpeningCall {
  span: OpenSpan = noSpan;

  /**
   * @param depth how many calls it is nested in, itself included
   * @param outerContext what was carried where the call was made, which goes on where its span carries nothing
   */
  constructor(
    start: CallStart,
    readonly depth: number,
    private readonly scheduled: Scheduled | undefined,
    readonly outerContext: object | undefined,
    tracing: CallTracing,
  ) {
    super(start, tracing, tracing.epoch);
  }

  get isScheduled(): boolean {
    return this.scheduled !== undefined;
  }

  get scheduledBy(): string | undefined {
    return this.scheduled?.by;
  }

  get context(): object | undefined {
    return this.span.context ?? this.outerContext;
  }

  identify(identity: Identity | undefined): void {
    try {
      const { userId, tenantId } = identity ?? {};
      if (userId !== undefined) this.userId = this.clipped(userId);
      if (tenantId !== undefined) this.tenantId = this.clipped(tenantId);
    } catch (cause) {
      this.unreadable('whom it runs for', cause);
    }
  }

  /** Left as it is: `frozenTrace()` is for whoever hands it out. */
  protected override sealed(trace: FnTrace): FnTrace {
    return trace;
  }

  /** Milliseconds on the clock that the trace is told in. */
  now(): number {
    return this.clock.monotonic();
  }
}

/** Called with every finished call. */
export type TraceListener = (trace: FnTrace) => void;

import { clipText, shown } from '@portcall/core/internal';
import type { Cut, FnTrace, FnType, OpSummary, Outcome } from './fn-trace.js';
import type { Op, Schedule } from './op.js';
import { NOTHING_DONE, type OpChain } from './op-chain.js';

/** A call as it is known when it starts. */
export type CallStart = Pick<FnTrace, 'callId' | 'fnName' | 'fnType' | 'userId' | 'tenantId' | 'parentCallId'>;

/** A `Cut` while it is counted. */
type CutCounts = { -readonly [K in keyof Cut]: number };

/**
 * The record of one call, written while it runs. It can be read like the trace; the trace itself, frozen, is made for whoever
 * asks for it: most are overwritten without anybody having read them.
 */
export class CallRecord implements FnTrace {
  // Declared and assigned, as in `Call`.
  declare durationMs: number;
  declare outcome: Outcome;
  declare streamBytes: number;
  declare streamChunks: number;
  /** Of its span, as that gave them. */
  declare spanIds: { readonly traceId: string; readonly spanId: string } | undefined;
  // Made when they are needed: most calls have few of them.
  declare opChain: OpChain | undefined;
  declare schedulesKept: Schedule[] | undefined;
  declare cut: CutCounts | undefined;
  declare isFinished: boolean;
  declare private trace: FnTrace | undefined;

  constructor(
    readonly callId: string,
    public fnName: string,
    readonly fnType: FnType,
    public userId: string | undefined,
    public tenantId: string | undefined,
    readonly parentCallId: string | undefined,
    /** Milliseconds since 1970, with fractions. */
    readonly startedAtPrecisely: number,
  ) {
    this.durationMs = 0;
    this.outcome = OK;
    this.streamBytes = 0;
    this.streamChunks = 0;
    this.spanIds = undefined;
    this.opChain = undefined;
    this.schedulesKept = undefined;
    this.cut = undefined;
    this.isFinished = false;
    this.trace = undefined;
  }

  get startedAt(): number {
    return Math.floor(this.startedAtPrecisely);
  }

  get traceId(): string | undefined {
    return this.idOf('traceId');
  }

  get spanId(): string | undefined {
    return this.idOf('spanId');
  }

  get ops(): readonly Op[] {
    return this.trace?.ops ?? this.opChain?.list() ?? NO_OPS;
  }

  get opSummary(): OpSummary {
    return this.trace?.opSummary ?? this.opChain?.summary() ?? NOTHING_DONE;
  }

  get schedules(): readonly Schedule[] {
    return this.schedulesKept ?? NO_SCHEDULES;
  }

  /** Whoever opens spans may have made it so that it cannot be read. */
  private idOf(which: 'traceId' | 'spanId'): string | undefined {
    try {
      return this.spanIds?.[which];
    } catch {
      return undefined;
    }
  }

  /** Counts what a limit leaves out. */
  leaveOut(what: keyof Cut, count = 1): void {
    this.cut ??= { ops: 0, schedules: 0, characters: 0, calls: 0 };
    this.cut[what] = (this.cut[what] ?? 0) + count;
  }

  /** A well-formed text of at most that length. */
  clipped(given: unknown, length: number): string {
    const text = typeof given === 'string' ? given : shown(given);
    const kept = clipText(text, length);
    if (kept.length < text.length) this.leaveOut('characters', text.length - kept.length);
    return kept;
  }

  /** A record is written as the trace is. */
  toJSON(): FnTrace {
    return this.frozen();
  }

  /** The trace of the call, frozen; the same one every time once it has finished. */
  frozen(): FnTrace {
    if (this.trace !== undefined) return this.trace;
    const trace: FnTrace = Object.freeze({
      callId: this.callId,
      fnName: this.fnName,
      fnType: this.fnType,
      userId: this.userId,
      tenantId: this.tenantId,
      parentCallId: this.parentCallId,
      traceId: this.traceId,
      spanId: this.spanId,
      startedAt: this.startedAt,
      durationMs: this.durationMs,
      outcome: this.outcome,
      ops: Object.freeze(this.ops.map(frozenOp)),
      streamBytes: this.streamBytes,
      streamChunks: this.streamChunks,
      schedules: Object.freeze([...this.schedules]),
      opSummary: Object.freeze(this.opSummary),
      cut: this.cut && Object.freeze({ ...this.cut }),
    });
    if (!this.isFinished) return trace;
    this.trace = trace;
    // Not twice in memory: from now on the operations are those of the trace.
    this.opChain = undefined;
    return trace;
  }
}

export const OK: Outcome = Object.freeze({ status: 'ok' });
const NO_OPS: readonly Op[] = Object.freeze([]);
const NO_SCHEDULES: readonly Schedule[] = Object.freeze([]);

function frozenOp({ op, entity, id, durationMs, rowCount, ok, startMs, system, errorType, text }: Op): Op {
  return Object.freeze({ op, entity, id, durationMs, rowCount, ok, startMs, system, errorType, text });
}

import { clipText, type ScopeAttributes, shown } from '@portcall/core/internal';
import { callIdOf } from './call-id.js';
import type { Budget, CallAttributes, CallKind, Cut, FnTrace, FnType, Outcome, SentRequest } from './fn-trace.js';
import type { Op, OpSummary, Schedule } from './op.js';
import { NOTHING_DONE, type OpRecord, opsFrom, type Sums, summaryFrom } from './op-chain.js';

/** A `Cut` while it is counted. */
type CutCounts = { -readonly [K in keyof Cut]: number };

/** What few calls have. Always all of it, and changed in place: to spread one into another makes a new object of a new shape. */
export interface CallExtra {
  readonly kind: CallKind;
  attributes: Record<string, string | number | boolean> | undefined;
  /** Of which its attributes began as a copy. */
  readonly scope: ScopeAttributes | undefined;
  overBudget: Budget | undefined;
  requests: SentRequest[] | undefined;
  /** By the numbers of operations, for lints alone: they are not part of the trace. */
  identities: Map<number, string> | undefined;
}

/** What a call has beside the rest, from the beginning or from now on; it begins with what is said of everything around it. */
export function callExtra(kind: CallKind = 'internal', scope?: ScopeAttributes): CallExtra {
  const attributes = scope === undefined ? undefined : { ...scope };
  return { kind, attributes, scope, overBudget: undefined, requests: undefined, identities: undefined };
}

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
  /** Operations kept. */
  declare opsKept: number;
  // A chain: it needs no room in advance, and leaves little behind for the garbage collector to copy.
  declare private firstOp: OpRecord | undefined;
  declare private lastOp: OpRecord | undefined;
  declare private opsListed: readonly Op[] | undefined;
  // Made when they are needed: few calls have them.
  declare private opsLeftOut: Sums | undefined;
  declare schedulesKept: Schedule[] | undefined;
  declare cut: CutCounts | undefined;
  /** Made when it is needed. */
  declare extra: CallExtra | undefined;
  declare isFinished: boolean;
  declare private trace: FnTrace | undefined;

  constructor(
    /** The call's number, where its id is made of that. */
    private id: string | number,
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
    this.opsKept = 0;
    this.firstOp = undefined;
    this.lastOp = undefined;
    this.opsListed = undefined;
    this.opsLeftOut = undefined;
    this.schedulesKept = undefined;
    this.cut = undefined;
    this.extra = undefined;
    this.isFinished = false;
    this.trace = undefined;
  }

  get callId(): string {
    if (typeof this.id === 'number') this.id = callIdOf(this.id);
    return this.id;
  }

  get startedAt(): number {
    return Math.floor(this.startedAtPrecisely);
  }

  get kind(): CallKind | undefined {
    return this.extra?.kind;
  }

  get attributes(): CallAttributes | undefined {
    return this.extra?.attributes;
  }

  get requests(): readonly SentRequest[] | undefined {
    return this.extra?.requests;
  }

  get identities(): ReadonlyMap<number, string> | undefined {
    return this.extra?.identities;
  }

  get overBudget(): Budget | undefined {
    return this.extra?.overBudget;
  }

  get traceId(): string | undefined {
    return this.idOf('traceId');
  }

  get spanId(): string | undefined {
    return this.idOf('spanId');
  }

  /** In their order; the same list until there is one more. */
  get ops(): readonly Op[] {
    if (this.trace !== undefined) return this.trace.ops;
    if (this.firstOp === undefined) return NO_OPS;
    if (this.opsListed?.length !== this.opsKept) this.opsListed = opsFrom(this.firstOp);
    return this.opsListed;
  }

  get opSummary(): OpSummary {
    if (this.trace !== undefined) return this.trace.opSummary;
    return this.firstOp === undefined ? NOTHING_DONE : summaryFrom(this.firstOp, this.opsLeftOut);
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

  keepOp(op: OpRecord): void {
    if (this.lastOp === undefined) this.firstOp = op;
    else this.lastOp.next = op;
    this.lastOp = op;
    this.opsKept += 1;
  }

  /** Adds an operation that is not kept to the sums alone. */
  leaveOutOp(durationMs: number, rowCount: number | undefined, ok: boolean): void {
    this.opsLeftOut ??= { ...NOTHING_DONE };
    this.opsLeftOut.count += 1;
    if (!ok) this.opsLeftOut.failed += 1;
    this.opsLeftOut.rows += rowCount ?? 0;
    this.opsLeftOut.durationMs += durationMs;
    this.leaveOut('ops');
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
    const trace = plainTrace(this);
    if (!this.isFinished) return trace;
    this.trace = trace;
    // Not twice in memory: from now on the operations are those of the trace.
    this.firstOp = undefined;
    this.lastOp = undefined;
    this.opsListed = undefined;
    return trace;
  }
}

export const OK: Outcome = Object.freeze({ status: 'ok' });
const NO_OPS: readonly Op[] = Object.freeze([]);
const NO_SCHEDULES: readonly Schedule[] = Object.freeze([]);

/** The trace of a call as a plain object, frozen with all its parts, whatever it is read from. */
function plainTrace(call: FnTrace): FnTrace {
  return Object.freeze({
    callId: call.callId,
    fnName: call.fnName,
    fnType: call.fnType,
    kind: call.kind,
    attributes: call.attributes && Object.freeze({ ...call.attributes }),
    userId: call.userId,
    tenantId: call.tenantId,
    parentCallId: call.parentCallId,
    traceId: call.traceId,
    spanId: call.spanId,
    startedAt: call.startedAt,
    durationMs: call.durationMs,
    outcome: call.outcome,
    ops: Object.freeze(call.ops.map(frozenOp)),
    streamBytes: call.streamBytes,
    streamChunks: call.streamChunks,
    schedules: Object.freeze([...call.schedules]),
    opSummary: Object.freeze(call.opSummary),
    cut: call.cut && Object.freeze({ ...call.cut }),
    requests: call.requests && Object.freeze([...call.requests]),
    overBudget: call.overBudget,
  });
}

function frozenOp({ op, entity, id, durationMs, rowCount, ok, startMs, system, errorType, text }: Op): Op {
  return Object.freeze({ op, entity, id, durationMs, rowCount, ok, startMs, system, errorType, text });
}

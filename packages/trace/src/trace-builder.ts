import { type Clock, clipText, describe, report, systemClock } from '@portcall/core';
import { Epoch } from './epoch.js';
import type { Cut, FnTrace, FnType, OpSummary, Outcome } from './fn-trace.js';
import { frozenTrace } from './frozen-trace.js';
import type { FinishedOp, Op, OpName, Schedule } from './op.js';
import { DEFAULT_LIMITS, type TraceLimits } from './trace-limits.js';

/** A call as it is known when it starts. */
export interface CallStart {
  readonly callId: string;
  readonly fnName: string;
  readonly fnType: FnType;
  readonly userId?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly parentCallId?: string | undefined;
}

export interface TraceBuilderOptions {
  /** @default the system's */
  readonly clock?: Clock;
  /** @default `DEFAULT_LIMITS` */
  readonly limits?: TraceLimits;
}

/** What an operation is about, beside its entity. */
type OpSubject = Pick<FinishedOp, 'id' | 'system' | 'text'>;

type Counted<T> = { -readonly [K in keyof T]: number };

/**
 * Gathers what happens during one call. A finished builder refuses more: what comes late is counted and reported once.
 * Nothing here throws.
 */
export class TraceBuilder implements CallStart {
  readonly callId: string;
  readonly fnName: string;
  readonly fnType: FnType;
  userId: string | undefined;
  tenantId: string | undefined;
  readonly parentCallId: string | undefined;
  /** Milliseconds since 1970, with fractions. */
  readonly startedAtPrecisely: number;

  protected readonly clock: Clock;
  protected readonly limits: TraceLimits;
  private readonly startedMonotonic: number;
  private trace: FnTrace | undefined = undefined;
  private streamBytes = 0;
  private streamChunks = 0;
  private opCount = 0;
  private opsFailed = 0;
  private opRows = 0;
  private opMs = 0;
  // Made when they are needed: most calls have few of them.
  private ops: Op[] | undefined = undefined;
  private schedules: Schedule[] | undefined = undefined;
  private cut: Counted<Cut> | undefined = undefined;

  constructor(
    start: CallStart,
    { clock = systemClock, limits = DEFAULT_LIMITS }: TraceBuilderOptions = {},
    epoch: Epoch = new Epoch(clock),
  ) {
    this.clock = clock;
    this.limits = limits;
    this.callId = start.callId;
    this.fnName = this.clipped(start.fnName);
    this.fnType = start.fnType;
    this.userId = this.clippedIfAny(start.userId);
    this.tenantId = this.clippedIfAny(start.tenantId);
    this.parentCallId = start.parentCallId;
    this.startedMonotonic = clock.monotonic();
    this.startedAtPrecisely = epoch.at(this.startedMonotonic);
  }

  get isFinished(): boolean {
    return this.trace !== undefined;
  }

  recordOp(op: FinishedOp): void {
    if (this.trace !== undefined) {
      this.refuse('an operation');
      return;
    }
    try {
      this.keepOp(op);
    } catch (cause) {
      this.unreadable('an operation', cause);
    }
  }

  /** `recordOp` argument by argument, for the path that runs most often. @param startedAt on the monotonic clock */
  recordTimedOp(
    op: OpName,
    entity: string,
    subject: OpSubject,
    startedAt: number,
    durationMs: number,
    rowCount: number | undefined,
    ok: boolean,
    errorType?: string,
  ): void {
    if (this.trace !== undefined) {
      this.refuse('an operation');
      return;
    }
    try {
      this.keep(op, entity, subject, startedAt, amountOf(durationMs) ?? 0, rowCount, ok, errorType);
    } catch (cause) {
      this.unreadable('an operation', cause);
    }
  }

  /** @param bytes size of the chunk as it is sent */
  recordStreamChunk(bytes: number): void {
    if (this.trace !== undefined) {
      this.refuse('a chunk');
      return;
    }
    this.streamChunks += 1;
    if (Number.isSafeInteger(bytes) && bytes > 0) this.streamBytes += bytes;
  }

  recordSchedule(schedule: Schedule): void {
    if (this.trace !== undefined) {
      this.refuse('a schedule');
      return;
    }
    try {
      this.keepSchedule(schedule);
    } catch (cause) {
      this.unreadable('a schedule', cause);
    }
  }

  /** Counts a call that was nested too deeply to have a trace of its own. */
  recordUntracedCall(): void {
    this.cutCounts().calls += 1;
  }

  finishOk(value?: unknown): FnTrace {
    return this.finish(value === undefined ? OK : Object.freeze({ status: 'ok', value }));
  }

  finishError(code: string, message: string): FnTrace {
    return this.finishFailed('error', code, message);
  }

  finishRolledBack(code: string, message: string): FnTrace {
    return this.finishFailed('rolled_back', code, message);
  }

  /** The call gave a stream, and nobody read it to its end. */
  finishAbandoned(): FnTrace {
    return this.finish(ABANDONED);
  }

  private finishFailed(status: 'error' | 'rolled_back', code: string, message: string): FnTrace {
    const kept = { status, code: this.clipped(code), message: this.shortened(message, this.limits.message) };
    return this.finish(Object.freeze(kept));
  }

  private finish(outcome: Outcome): FnTrace {
    if (this.trace !== undefined) {
      this.refuse('a second end');
      return this.trace;
    }
    const { ops, schedules, cut } = this;
    this.trace = this.sealed({
      callId: this.callId,
      fnName: this.fnName,
      fnType: this.fnType,
      userId: this.userId,
      tenantId: this.tenantId,
      parentCallId: this.parentCallId,
      startedAt: Math.floor(this.startedAtPrecisely),
      durationMs: this.clock.monotonic() - this.startedMonotonic,
      outcome,
      ops: ops ?? NO_OPS,
      streamBytes: this.streamBytes,
      streamChunks: this.streamChunks,
      schedules: schedules ?? NO_SCHEDULES,
      opSummary: this.opSummary(),
      cut,
    });
    return this.trace;
  }

  protected sealed(trace: FnTrace): FnTrace {
    return frozenTrace(trace);
  }

  private keepOp(finished: FinishedOp): void {
    const { op, entity, durationMs, rowCount, ok, startedAt, errorType } = finished;
    const duration = amountOf(durationMs) ?? 0;
    const start = startedAt ?? this.clock.monotonic() - duration;
    this.keep(op, entity, finished, start, duration, rowCount, (ok as unknown) === true, errorType);
  }

  // Argument by argument: this runs for every operation, and an object more would be half of what it allocates.
  private keep(
    op: OpName,
    entity: string,
    { id, system, text }: OpSubject,
    startedAt: number,
    durationMs: number,
    rowCount: number | bigint | undefined,
    ok: boolean,
    errorType: string | undefined,
  ): void {
    const rows = amountOf(rowCount);
    this.opCount += 1;
    this.opMs += durationMs;
    if (!ok) this.opsFailed += 1;
    if (rows !== undefined) this.opRows += rows;
    if (this.opCount > this.limits.ops) {
      this.cutCounts().ops += 1;
      return;
    }
    // Not frozen: that would be half of what an operation costs here.
    const kept: Op = {
      op: this.clipped(op),
      entity: this.clipped(entity),
      id: this.clippedIfAny(id),
      durationMs,
      rowCount: rows,
      ok,
      startMs: amountOf(startedAt - this.startedMonotonic) ?? 0,
      system: this.clippedIfAny(system),
      errorType: this.clippedIfAny(errorType),
      text: this.clippedIfAny(text, this.limits.text),
    };
    if (this.ops === undefined) this.ops = listOfOne(kept);
    else this.ops.push(kept);
  }

  private opSummary(): OpSummary {
    if (this.opCount === 0) return NOTHING_DONE;
    return { count: this.opCount, failed: this.opsFailed, rows: this.opRows, durationMs: this.opMs };
  }

  private keepSchedule({ fnName, delayMs, runAt }: Schedule): void {
    this.schedules ??= [];
    if (this.schedules.length >= this.limits.schedules) {
      this.cutCounts().schedules += 1;
      return;
    }
    const kept = { fnName: this.clipped(fnName), delayMs: amountOf(delayMs), runAt: amountOf(runAt) };
    this.schedules.push(Object.freeze(kept));
  }

  private cutCounts(): Counted<Cut> {
    this.cut ??= { ops: 0, schedules: 0, characters: 0, calls: 0 };
    return this.cut;
  }

  /** A text of at most the length of a name. */
  protected clipped(text: string): string {
    return this.shortened(text, this.limits.name);
  }

  private clippedIfAny(text: string | null | undefined, length: number = this.limits.name): string | undefined {
    return text === undefined || text === null ? undefined : this.shortened(text, length);
  }

  private shortened(text: unknown, length: number): string {
    if (typeof text !== 'string') return this.shortened(describe(text), length);
    const kept = clipText(text, length);
    if (kept.length < text.length) this.cutCounts().characters += text.length - kept.length;
    return kept;
  }

  /** For what an app without types may hand over in any shape. */
  protected unreadable(what: string, cause: unknown): void {
    report({ key: `trace.unreadable.${this.fnName}`, message: `${this.fnName}: ${what} could not be read`, cause });
  }

  private refuse(what: string): void {
    report({
      key: `trace.late.${this.fnName}`,
      message: `${this.fnName}: ${what} came after the call had ended and is not in its trace; await it before returning`,
    });
  }
}

const OK: Outcome = Object.freeze({ status: 'ok' });
const ABANDONED: Outcome = Object.freeze({ status: 'abandoned' });
const NO_OPS: readonly Op[] = Object.freeze([]);
const NO_SCHEDULES: readonly Schedule[] = Object.freeze([]);
const NOTHING_DONE: OpSummary = Object.freeze({ count: 0, failed: 0, rows: 0, durationMs: 0 });

/** A number that is finite and not negative, else undefined. Some clients count rows in bigints. */
function amountOf(value: number | bigint | null | undefined): number | undefined {
  if (typeof value === 'bigint') return amountOf(Number(value));
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY ? value : undefined;
}

/** With room for four: a list of one has none, and the first push onto it makes room for nineteen. */
function listOfOne<T>(item: T): T[] {
  const list = [item, item, item, item];
  list.pop();
  list.pop();
  list.pop();
  return list;
}

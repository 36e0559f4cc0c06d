import { report } from '@portcall/core';
import { type ScopeAttributes, SHORTEST_SLICE } from '@portcall/core/internal';
import type { Transaction } from '../around/transaction.js';
import { endTransactions, noteStep } from '../around/transaction-steps.js';
import type { CurrentCall, Identity } from '../current-call.js';
import { amountOf } from '../record/amount.js';
import { type CallRecord, callExtra, OK } from '../record/call-record.js';
import type { CallAttributes, CallKind, CallStart, FnType, Outcome } from '../record/fn-trace.js';
import { keepSchedule } from '../record/kept-schedule.js';
import { keptValue } from '../record/kept-value.js';
import type { FinishedOp, OpName, Schedule } from '../record/op.js';
import { ownName } from '../record/own-name.js';
import { noSpan, type SpanIds, type SpanOfCall, type StartingCall } from '../span-port.js';
import { calls, type PlacedCall, type Scheduled } from './async-context.js';
import type { CallTracing } from './call-tracing.js';
import { refuseLate, refuseUnreadable } from './refused.js';

/** What an operation is about, beside its entity. */
type OpSubject = Pick<FinishedOp, 'id' | 'system' | 'text' | 'transaction'>;

/**
 * A running call: its record, its place in the tree and its span. A finished one refuses more: what comes late is counted and
 * reported once. Nothing here throws.
 *
 * One class, with a constructor that only assigns: one is made for every call (docs/decisions/0007).
 */
export class Call implements CurrentCall, StartingCall, PlacedCall {
  // Declared and assigned: a field that is defined costs more, and this is made for every call.
  declare span: SpanOfCall;
  /** What async context held where the call was made; known while its code runs in the stack of that. */
  declare placeBefore: object | undefined;
  /** The newest one where its code runs, its own or that of a call around it, open or not. */
  declare transaction: Transaction | undefined;

  /**
   * @param startedMonotonic when it started, on the monotonic clock
   * @param depth how many calls it is nested in, itself included
   * @param outerContext what was carried where the call was made, which goes on where its span carries nothing
   */
  constructor(
    readonly record: CallRecord,
    private readonly startedMonotonic: number,
    private readonly tracing: CallTracing,
    readonly depth: number,
    private readonly scheduled: Scheduled | undefined,
    readonly outerContext: object | undefined,
  ) {
    this.span = noSpan;
    this.placeBefore = undefined;
    this.transaction = undefined;
  }

  /** As a place: its code is its own. */
  get call(): this {
    return this;
  }

  /** What was scheduled is a call's beginning, and not what its code begins. */
  get next(): undefined {
    return undefined;
  }

  get silent(): false {
    return false;
  }

  /** What its own code does is not done by a client. */
  get operationOf(): undefined {
    return undefined;
  }

  /** What is said of everything around it. */
  get scope(): ScopeAttributes | undefined {
    return this.record.extra?.scope;
  }

  get isFinished(): boolean {
    return this.record.isFinished;
  }

  get callId(): string {
    return this.record.callId;
  }

  get fnName(): string {
    return this.record.fnName;
  }

  get fnType(): FnType {
    return this.record.fnType;
  }

  get kind(): CallKind | undefined {
    return this.record.kind;
  }

  get attributes(): CallAttributes | undefined {
    return this.record.attributes;
  }

  get userId(): string | undefined {
    return this.record.userId;
  }

  get tenantId(): string | undefined {
    return this.record.tenantId;
  }

  get parentCallId(): string | undefined {
    return this.record.parentCallId;
  }

  get startedAtPrecisely(): number {
    return this.record.startedAtPrecisely;
  }

  get isScheduled(): boolean {
    return this.scheduled !== undefined;
  }

  get scheduledBy(): string | undefined {
    return this.scheduled?.by;
  }

  /** Whether async context is all that the call's code needs around it. */
  get isCarried(): boolean {
    return this.span === noSpan || this.span.context !== undefined;
  }

  get context(): object | undefined {
    return this.span.context ?? this.outerContext;
  }

  /** Those of its span, where it has one. */
  spanIds(): SpanIds | undefined {
    try {
      return this.span.spanIds?.();
    } catch (cause) {
      report({
        key: 'call.span',
        about: this.fnName,
        message: `${this.fnName}: the ids of its span cannot be read; its trace and log lines go without them; fix the error`,
        cause,
      });
      return undefined;
    }
  }

  /** Notes in its record which span it has. */
  noteSpan(): void {
    this.record.spanIds = this.spanIds();
  }

  /** What a log line may hold of it: neither what it has done so far, nor who traces. */
  toJSON(): CallStart {
    const { callId, fnName, fnType, userId, tenantId, parentCallId } = this;
    return { callId, fnName, fnType, userId, tenantId, parentCallId };
  }

  /** Milliseconds on the clock that the trace is told in. */
  now(): number {
    return this.tracing.clock.monotonic();
  }

  identify(identity: Identity | undefined): void {
    if (this.isFinished) {
      refuseLate(this.fnName, 'whom it runs for');
      return;
    }
    try {
      const { userId, tenantId } = identity ?? {};
      if (userId !== undefined) this.record.userId = this.clipped(userId);
      if (tenantId !== undefined) this.record.tenantId = this.clipped(tenantId);
    } catch (cause) {
      refuseUnreadable(this.fnName, 'whom it runs for', cause);
    }
  }

  recordOp(op: FinishedOp): void {
    if (this.isFinished) {
      refuseLate(this.fnName, 'an operation');
      return;
    }
    try {
      const duration = amountOf(op.durationMs) ?? 0;
      const start = op.startedAt ?? this.now() - duration;
      const startedAt = Number.isFinite(start) ? start : this.startedMonotonic;
      this.keepOp(
        op.op,
        op.entity,
        op,
        startedAt,
        duration,
        amountOf(op.rowCount),
        (op.ok as unknown) === true,
        op.errorType,
      );
      if (op.identity !== undefined) this.noteIdentity(op.identity);
    } catch (cause) {
      refuseUnreadable(this.fnName, 'an operation', cause);
    }
  }

  /**
   * `recordOp` for what was timed here, argument by argument: it runs most often.
   * @param startedAt on the monotonic clock
   */
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
    if (this.isFinished) {
      refuseLate(this.fnName, 'an operation');
      return;
    }
    try {
      this.keepOp(op, entity, subject, startedAt, positive(durationMs), rowCount, ok, errorType);
    } catch (cause) {
      refuseUnreadable(this.fnName, 'an operation', cause);
    }
  }

  recordStreamChunk(bytes: number): void {
    if (this.isFinished) {
      refuseLate(this.fnName, 'a chunk');
      return;
    }
    this.record.streamChunks += 1;
    if (Number.isSafeInteger(bytes) && bytes > 0) this.record.streamBytes += bytes;
  }

  recordSchedule(schedule: Schedule): void {
    if (this.isFinished) {
      refuseLate(this.fnName, 'a schedule');
      return;
    }
    try {
      keepSchedule(this.record, schedule, this.tracing.limits);
    } catch (cause) {
      refuseUnreadable(this.fnName, 'a schedule', cause);
    }
  }

  /** Notes that a request goes out now. */
  recordRequest(to: string): void {
    const { record } = this;
    if (this.isFinished) return;
    record.extra ??= callExtra();
    record.extra.requests ??= [];
    const { requests } = record.extra;
    if (requests.length >= MOST_REQUESTS) return;
    requests.push(Object.freeze({ to: this.clipped(to), startMs: positive(this.now() - this.startedMonotonic) }));
  }

  /** Notes what the last operation is known by. */
  private noteIdentity(identity: string): void {
    const { record } = this;
    if (record.opsKept >= this.tracing.limits.ops) return;
    record.extra ??= callExtra();
    record.extra.identities ??= new Map();
    record.extra.identities.set(record.opsKept - 1, identity);
  }

  /** Counts a call that was nested too deeply to have a trace of its own. */
  recordUntracedCall(): void {
    this.record.leaveOut('calls');
  }

  /** What is kept of the value that the call gives. */
  kept(given: unknown): unknown {
    try {
      const { value, leftOut } = keptValue(given, this.tracing.limits.value);
      if (leftOut > 0) this.record.leaveOut('values', leftOut);
      return value;
    } catch (cause) {
      refuseUnreadable(this.fnName, 'the value it gave', cause);
      return undefined;
    }
  }

  finishOk(value?: unknown): CallRecord {
    return this.finish(value === undefined ? OK : Object.freeze({ status: 'ok', value }));
  }

  finishError(code: string, message: string): CallRecord {
    return this.finishFailed('error', code, message);
  }

  finishRolledBack(code: string, message: string): CallRecord {
    return this.finishFailed('rolled_back', code, message);
  }

  /** The call gave a stream, and nobody read it to its end. */
  finishAbandoned(): CallRecord {
    return this.finish(ABANDONED);
  }

  private finishFailed(status: 'error' | 'rolled_back', code: string, message: string): CallRecord {
    // What is said of a second end leaves no trace, not even of its length.
    if (this.isFinished) return this.finish(this.record.outcome);
    const shortMessage = this.clipped(message, this.tracing.limits.message);
    return this.finish(Object.freeze({ status, code: this.clipped(code), message: shortMessage }));
  }

  private finish(outcome: Outcome): CallRecord {
    const { record } = this;
    if (this.isFinished) {
      refuseLate(this.fnName, 'a second end');
      return record;
    }
    if (this.transaction !== undefined) endTransactions(this, outcome);
    record.isFinished = true;
    record.outcome = outcome;
    record.durationMs = positive(this.now() - this.startedMonotonic);
    return record;
  }

  // Argument by argument, and without a call where there is nothing to clip: it runs for every operation.
  private keepOp(
    op: OpName,
    entity: string,
    { id, system, text, transaction }: OpSubject,
    startedAt: number,
    durationMs: number,
    rowCount: number | undefined,
    ok: boolean,
    errorType: string | undefined,
  ): void {
    const { record } = this;
    const { limits } = this.tracing;
    if (entity === '' || (!ok && this.transaction !== undefined)) noteStep(this, { op, ok, system, step: transaction });
    if (record.opsKept >= limits.ops) {
      record.leaveOutOp(durationMs, rowCount, ok);
      return;
    }
    record.keepOp({
      op: isShort(op, limits.name) ? op : this.named(op),
      entity: isShort(entity, limits.name) ? entity : this.named(entity),
      id: id === undefined ? undefined : this.clippedIfAny(id),
      system: system === undefined ? undefined : this.clippedIfAny(system),
      text: text === undefined ? undefined : this.clippedIfAny(text, limits.text),
      startMs: positive(startedAt - this.startedMonotonic),
      durationMs,
      rowCount,
      ok,
      errorType: errorType === undefined ? undefined : this.clippedIfAny(errorType),
      next: undefined,
    });
  }

  private clippedIfAny(text: string | null, length?: number): string | undefined {
    return text === null ? undefined : this.clipped(text, length);
  }

  /** Of what has few names: they are cut where they are too long, and let go of the text that they were cut from. */
  private named(text: string): string {
    return typeof text === 'string' && text.length <= this.tracing.limits.name ? ownName(text) : this.clipped(text);
  }

  private clipped(text: string, length: number = this.tracing.limits.name): string {
    return this.record.clipped(text, length);
  }
}

/** The call whose code runs, finished or not: nothing but calls is put into async context as one. */
export function runningCall(): Call | undefined {
  return calls.getStore()?.call as Call | undefined;
}

// What asks more often is no better understood by more of them.
const MOST_REQUESTS = 100;

const ABANDONED: Outcome = Object.freeze({ status: 'abandoned' });

/** Within the limit, and too short to be a slice of another text. Small enough to be compiled into whoever asks. */
function isShort(text: unknown, length: number): boolean {
  return typeof text === 'string' && text.length < SHORTEST_SLICE && text.length <= length;
}

/** A time that a clock going backwards has not turned around. */
function positive(milliseconds: number): number {
  return milliseconds >= 0 ? milliseconds : 0;
}

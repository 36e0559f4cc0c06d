import { Ring } from '@portcall/core';
import { checkOptions } from '@portcall/core/internal';
import { type CallIds, idsInLine } from './lines/line-ids.js';
import type { FnTrace } from './record/fn-trace.js';
import { frozenTrace } from './record/frozen-trace.js';

export interface TraceLogOptions {
  /** Traces kept; the oldest is overwritten. @default 1000 */
  readonly capacity?: number;
}

/** The newest finished calls. Pushing is one assignment; reading walks back from the newest. */
export class TraceLog extends Ring<FnTrace> {
  /** @throws Error for a capacity that is not a positive whole number, and for other options */
  constructor(options: TraceLogOptions = {}) {
    checkOptions(options, { capacity: true }, 'TraceLog');
    super(options.capacity ?? 1_000);
  }

  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** Traces ever pushed, those that are overwritten included. */
  get totalCount(): number {
    return this.total;
  }

  /** The newest traces, newest first. @default limit all that are kept */
  recent(limit: number = Number.POSITIVE_INFINITY): FnTrace[] {
    return this.matching(() => true, limit);
  }

  /** The newest traces of one function, newest first. */
  byFn(fnName: string, limit: number = Number.POSITIVE_INFINITY): FnTrace[] {
    return this.matching((trace) => trace.fnName === fnName, limit);
  }

  /** The newest calls that failed or were rolled back, newest first. */
  errors(limit: number = Number.POSITIVE_INFINITY): FnTrace[] {
    return this.matching(({ outcome: { status } }) => status === 'error' || status === 'rolled_back', limit);
  }

  /**
   * The newest call that has all of these ids; undefined where none is kept, or it is still running.
   * @throws Error where no id is given
   */
  find({ callId, traceId, spanId }: CallIds): FnTrace | undefined {
    if (callId === undefined && traceId === undefined && spanId === undefined)
      throw new Error('TraceLog.find(): no id is given; give callId, or traceId and spanId');
    const isWanted = (trace: FnTrace): boolean =>
      (callId === undefined || trace.callId === callId) &&
      (traceId === undefined || trace.traceId === traceId) &&
      (spanId === undefined || trace.spanId === spanId);
    return this.matching(isWanted, 1)[0];
  }

  /**
   * The call that a log line was written in, by the fields that `callFields()` gives it; undefined where the line has none, or
   * the call is not kept or still running.
   * @param line its text, JSON or not, or what was parsed of it
   */
  ofLine(line: string | object): FnTrace | undefined {
    const ids = idsInLine(line);
    return ids === undefined ? undefined : this.find(ids);
  }

  /** All there are, newest first. */
  override *newestFirst(): Generator<FnTrace, void, undefined> {
    for (const trace of super.newestFirst()) yield frozenTrace(trace);
  }

  private matching(wanted: (trace: FnTrace) => boolean, limit: number): FnTrace[] {
    const found: FnTrace[] = [];
    // A limit that is not a number limits nothing: a status page shows what there is.
    const most = typeof limit === 'number' && !Number.isNaN(limit) ? limit : Number.POSITIVE_INFINITY;
    for (const trace of super.newestFirst()) {
      if (found.length >= most) break;
      if (wanted(trace)) found.push(frozenTrace(trace));
    }
    return found;
  }
}

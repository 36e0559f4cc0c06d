import { report, systemClock } from '@portcall/core';
import type { Exemplar, SampledSpans } from './exemplar.js';

interface Kept {
  readonly exemplar: Exemplar;
  readonly interval: number;
}

const NONE: readonly Exemplar[] = Object.freeze([]);

/**
 * The exemplars of one metric: the first of each series, bucket and interval, where an interval ends with every reading,
 * whoever reads. It stays until a later interval has another, so that each reader gets what has come since it read last,
 * unless something newer has taken its place. A series that never had one takes no memory.
 */
export class Exemplars {
  /** By slot and bucket. */
  private readonly rows: ((Kept | undefined)[] | undefined)[] = [];
  private interval = 0;

  constructor(
    private readonly metric: string,
    readonly spans: SampledSpans,
  ) {}

  /** Told of what is recorded while there are sampled spans, in this code or any other. Never throws. */
  offer(slot: number, bucket: number, value: number): void {
    const kept = this.rows[slot]?.[bucket];
    if (kept === undefined || kept.interval !== this.interval) this.take(slot, bucket, value);
  }

  private take(slot: number, bucket: number, value: number): void {
    const span = this.currentSpan();
    if (span === undefined) return;
    const { traceId, spanId } = span;
    const exemplar = Object.freeze({ value, time: systemClock.wall(), traceId, spanId });
    const row = this.rows[slot] ?? [];
    row[bucket] = { exemplar, interval: this.interval };
    this.rows[slot] = row;
  }

  private currentSpan(): ReturnType<SampledSpans['current']> {
    try {
      return this.spans.current();
    } catch (cause) {
      report({
        key: 'record.exemplar',
        about: this.metric,
        message: `${this.metric}: the span it is recorded in cannot be asked for; the value is kept, without an exemplar; fix the error`,
        cause,
      });
      return undefined;
    }
  }

  /** The series is gone, or another one begins in its place. */
  forget(slot: number): void {
    if (this.rows[slot] !== undefined) this.rows[slot] = undefined;
  }

  /** @returns the interval that begins */
  endInterval(): number {
    this.interval += 1;
    return this.interval;
  }

  /** Those of the intervals from `since` to before `until`. */
  between(slot: number, since: number, until: number): readonly Exemplar[] {
    const row = this.rows[slot];
    if (row === undefined) return NONE;
    const found: Exemplar[] = [];
    for (const kept of row) {
      if (kept !== undefined && kept.interval >= since && kept.interval < until) found.push(kept.exemplar);
    }
    return found;
  }
}

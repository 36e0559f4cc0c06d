import { report } from '@portcall/core';
import { Roster, whenRejected } from '@portcall/core/internal';
import type { InvocationMetric } from './invocation-metric.js';

/** What it promises is not awaited; what it rejects with is reported. */
export type InvocationListener = (metric: InvocationMetric) => unknown;

interface Entry {
  readonly listener: InvocationListener;
  isThere: boolean;
}

/** A metric that was recorded while another was told, and who was there then. */
interface Later {
  readonly metric: InvocationMetric;
  readonly entries: readonly Entry[];
}

// Listeners that record whenever they are told would otherwise never let the first `record()` return, or fill the memory.
const MOST_LATER = 10_000;

/**
 * Everybody who is called with every metric, in the order in which they came.
 *
 * What a listener records is told after the metric it was called with, so that all hear all metrics in the same order.
 */
export class Listeners {
  private readonly entries: Roster<Entry> = new Roster();
  /** What was recorded since the first of them, told or not. */
  private later: Later[] = [];
  private lost = 0;
  private isTelling = false;

  get length(): number {
    return this.entries.size;
  }

  /** @returns undo, after which the listener hears nothing more, not even of what was recorded before */
  add(listener: InvocationListener): () => void {
    const entry: Entry = { listener, isThere: true };
    this.entries.add(entry);
    return () => {
      entry.isThere = false;
      this.entries.delete(entry);
    };
  }

  clear(): void {
    for (const entry of this.entries.all) entry.isThere = false;
    this.entries.clear();
  }

  /** Never throws. */
  tell(metric: InvocationMetric): void {
    if (this.isTelling) {
      this.keep(metric);
      return;
    }
    this.isTelling = true;
    try {
      tellAll(this.entries.all, metric);
      if (this.later.length > 0) this.tellLater();
    } finally {
      this.isTelling = false;
    }
  }

  private keep(metric: InvocationMetric): void {
    if (this.later.length < MOST_LATER) this.later.push({ metric, entries: this.entries.all });
    else this.lost += 1;
  }

  private tellLater(): void {
    for (const { entries, metric } of this.later) tellAll(entries, metric);
    this.later = [];
    const { lost } = this;
    if (lost === 0) return;
    this.lost = 0;
    report({
      key: 'invocation.listener_endless',
      message: `onMetric(): listeners recorded more than ${MOST_LATER} metrics while they heard of one; they do not hear the rest; do not record in a listener every time it is called`,
      count: lost,
    });
  }
}

function tellAll(entries: readonly Entry[], metric: InvocationMetric): void {
  for (const entry of entries) {
    if (entry.isThere) tell(entry.listener, metric);
  }
}

function tell(listener: InvocationListener, metric: InvocationMetric): void {
  try {
    const answer = listener(metric);
    if (answer !== undefined) whenRejected(answer, failed);
  } catch (cause) {
    failed(cause);
  }
}

function failed(cause: unknown): void {
  report({
    key: 'invocation.listener',
    message: 'onMetric(): a listener failed; that metric may be lost there, and the others go on; fix the error',
    cause,
  });
}

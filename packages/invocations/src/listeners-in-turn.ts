import { report } from '@portcall/core';
import { Listeners, type Listening } from '@portcall/core/internal';
import type { InvocationMetric } from './invocation-metric.js';

/** What it promises is not awaited; what it rejects with is reported. */
export type InvocationListener = (metric: InvocationMetric) => unknown;

/** A metric that was recorded while another was told, and who was there then. */
interface Later {
  readonly metric: InvocationMetric;
  readonly whom: readonly Listening<InvocationMetric>[];
}

// Listeners that record whenever they are told would otherwise never let the first `record()` return, or fill the memory.
const MOST_LATER = 10_000;

/**
 * Everybody who is called with every metric. What a listener records is told after the metric it was called with, so that
 * all hear all metrics in the same order.
 */
export class ListenersInTurn {
  private readonly listeners: Listeners<InvocationMetric> = new Listeners(failed);
  /** What was recorded since the first of them, told or not. */
  private later: Later[] = [];
  private lost = 0;
  private isTelling = false;

  get size(): number {
    return this.listeners.size;
  }

  /** @returns undo, after which the listener hears nothing more, not even of what was recorded before */
  add(listener: InvocationListener): () => void {
    return this.listeners.add(listener);
  }

  clear(): void {
    this.listeners.clear();
  }

  /** Never throws. */
  tell(metric: InvocationMetric): void {
    if (this.isTelling) {
      this.keep(metric);
      return;
    }
    this.isTelling = true;
    try {
      this.listeners.tell(metric);
      if (this.later.length > 0) this.tellLater();
    } finally {
      this.isTelling = false;
    }
  }

  private keep(metric: InvocationMetric): void {
    if (this.later.length < MOST_LATER) this.later.push({ metric, whom: this.listeners.all });
    else this.lost += 1;
  }

  private tellLater(): void {
    for (const { whom, metric } of this.later) this.listeners.tell(metric, whom);
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

function failed(cause: unknown): void {
  report({
    key: 'invocation.listener',
    message: 'onMetric(): a listener failed; that metric may be lost there, and the others go on; fix the error',
    cause,
  });
}

import { types } from 'node:util';
import { report } from '@portcall/core';
import type { InvocationMetric } from './invocation-metric.js';

export type InvocationListener = (metric: InvocationMetric) => void;

interface Entry {
  readonly listener: InvocationListener;
  isThere: boolean;
}

/** A metric that was recorded while another was told, and who was there then. */
interface Later {
  readonly metric: InvocationMetric;
  readonly entries: readonly Entry[];
}

// Listeners that record whenever they are told would otherwise never let the first `record()` return.
const MOST_LATER = 10_000;

/**
 * Everybody who is called with every metric, in the order in which they came.
 *
 * What a listener records is told after the metric it was called with, so that all hear all metrics in the same order.
 */
export class Listeners {
  /** Replaced, never changed: listeners may come and go while a metric is told to the others. */
  private entries: readonly Entry[] = [];
  private later: Later[] = [];
  private isTelling = false;

  get length(): number {
    return this.entries.length;
  }

  /** @returns undo, after which the listener hears nothing more, not even of what was recorded before */
  add(listener: InvocationListener): () => void {
    const entry: Entry = { listener, isThere: true };
    this.entries = [...this.entries, entry];
    return () => {
      entry.isThere = false;
      this.entries = this.entries.filter((other) => other !== entry);
    };
  }

  clear(): void {
    for (const entry of this.entries) entry.isThere = false;
    this.entries = [];
  }

  /** Never throws. */
  tell(metric: InvocationMetric): void {
    if (this.isTelling) {
      this.later.push({ metric, entries: this.entries });
      return;
    }
    this.isTelling = true;
    try {
      tellAll(this.entries, metric);
      if (this.later.length > 0) this.tellLater();
    } finally {
      this.isTelling = false;
    }
  }

  private tellLater(): void {
    const { later } = this;
    for (let told = 0; told < later.length && told < MOST_LATER; told += 1) {
      tellAll(later[told]!.entries, later[told]!.metric);
    }
    const lost = later.length - MOST_LATER;
    this.later = [];
    if (lost > 0) {
      report({
        key: 'invocation.listener_endless',
        message: `listeners for invocations recorded more than ${MOST_LATER} metrics while they heard of one, and do not hear the rest; a listener must not record whenever it is called`,
        count: lost,
      });
    }
  }
}

function tellAll(entries: readonly Entry[], metric: InvocationMetric): void {
  for (const entry of entries) {
    if (entry.isThere) tell(entry.listener, metric);
  }
}

function tell(listener: (metric: InvocationMetric) => unknown, metric: InvocationMetric): void {
  try {
    // What is declared to give nothing may give a promise.
    const answer = listener(metric);
    if (answer !== undefined && types.isPromise(answer)) answer.then(undefined, failed);
  } catch (cause) {
    failed(cause);
  }
}

function failed(cause: unknown): void {
  report({
    key: 'invocation.listener',
    message: 'a listener for invocations failed; that metric may be lost there, and the others went on',
    cause,
  });
}

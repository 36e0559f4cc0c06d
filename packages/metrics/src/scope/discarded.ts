import { processWide } from '@portcall/core/internal';

/** How much of a metric was recorded with `onCommit` in transactions that were not committed. */
export interface DiscardedRecordings {
  /** Whole name of the metric. */
  readonly metric: string;
  /** Recordings, whatever their values. */
  readonly count: number;
}

const counts = processWide<Map<string, number>>('metrics.discarded', () => new Map());

/** What was recorded with `onCommit` and discarded since the process began, by metric. */
export function discardedRecordings(): readonly DiscardedRecordings[] {
  return Array.from(counts, ([metric, count]) => ({ metric, count }));
}

export function countDiscarded(metric: string): void {
  counts.set(metric, (counts.get(metric) ?? 0) + 1);
}

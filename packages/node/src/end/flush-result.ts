import type { Balance } from '@portcall/outbox';

/** What a flush or the shutdown has done. */
export interface FlushResult {
  /**
   * Whether everything was at its end before the deadline: delivered, kept on disk, or refused by the receiver. False where
   * something was left waiting, or was given up for want of time or of a receiver.
   */
  readonly inTime: boolean;
  /** Of every exporter that sends, one for each signal. Exporters that are read by others, or that count nothing, are left out. */
  readonly exporters: readonly ExporterResult[];
}

/** What became of the spans, or of the data points, of one exporter. */
export interface ExporterResult {
  /** What it is called in problems and events. */
  readonly exporter: string;
  readonly signal: 'spans' | 'metrics';
  /** Taken by the receiver meanwhile. */
  readonly delivered: number;
  /** Rejected meanwhile by a receiver that took the request (partial success). */
  readonly rejected: number;
  /** Given up meanwhile, by reason. */
  readonly dropped: Balance['dropped'];
  /** On disk at the end, for this process or the next one to deliver. */
  readonly spooled: number;
  /** Still waiting in memory at the end. */
  readonly pending: number;
}

/** What was given up since, by reason. */
export function droppedSince(then: Balance, now: Balance): Balance['dropped'] {
  const reasons = Object.keys(now.dropped) as (keyof Balance['dropped'])[];
  const counts = reasons.map((reason) => [reason, now.dropped[reason]! - (then.dropped[reason] ?? 0)] as const);
  return Object.freeze(Object.fromEntries(counts.filter(([, count]) => count > 0)));
}

import { Ring } from '@portcall/core';
import { type InvocationMetric, type InvocationReceiver, isLagged } from '@portcall/invocations';

/** Times are of the newest invocations: a status page is about now. */
const NEWEST = 2_000;
const WIDEST = 100;
const BYTES_PER_MB = 1_048_576;

interface Row {
  readonly counts: Record<InvocationMetric['status']['kind'], number>;
  /** Microseconds, of those that were finished. */
  readonly wallTimes: Ring<number>;
  memoryPeakBytes: number;
  lastFailure: string;
}

/** How the functions of all plugins fare, as one subscriber of the bus sees it. */
export class StatusTable {
  /** Invocations it knows of, and those it was too slow for. */
  shown = 0;
  lagged = 0;
  /** Once the bus is closed and everything that was pending is shown. */
  readonly done: Promise<void>;
  private readonly rows = new Map<string, Row>();

  constructor(receiver: InvocationReceiver) {
    this.done = this.follow(receiver);
  }

  /** At most 100 columns wide. */
  text(): string {
    const rows = [...this.rows].sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      aligned(['function', 'success', 'failure', 'dropped', 'p50 ms', 'p95 ms', 'peak MB'], 'last failure'),
      ...rows.map(([name, row]) => rowText(name, row)),
    ].join('\n');
  }

  private async follow(receiver: InvocationReceiver): Promise<void> {
    for await (const received of receiver) {
      if (isLagged(received)) this.lagged += received.lagged;
      else this.show(received);
    }
  }

  private show({ pluginId, functionName, wallTimeUs, memoryPeakBytes, status }: InvocationMetric): void {
    const name = `${pluginId}.${functionName}`;
    const row = this.rows.get(name) ?? emptyRow();
    this.rows.set(name, row);
    this.shown += 1;
    row.counts[status.kind] += 1;
    if (status.kind !== 'dropped') row.wallTimes.push(wallTimeUs);
    if (status.kind === 'failure') row.lastFailure = status.error;
    row.memoryPeakBytes = Math.max(row.memoryPeakBytes, memoryPeakBytes);
  }
}

function emptyRow(): Row {
  return {
    counts: { success: 0, failure: 0, dropped: 0 },
    wallTimes: new Ring(NEWEST),
    memoryPeakBytes: 0,
    lastFailure: '',
  };
}

function rowText(name: string, { counts, wallTimes, memoryPeakBytes, lastFailure }: Row): string {
  const sorted = [...wallTimes.newestFirst()].sort((a, b) => a - b);
  const cells = [
    ...[counts.success, counts.failure, counts.dropped].map(String),
    ...[0.5, 0.95].map((share) => (quantile(sorted, share) / 1_000).toFixed(2)),
    (memoryPeakBytes / BYTES_PER_MB).toFixed(1),
  ];
  return aligned([name, ...cells], lastFailure);
}

/** The smallest value that a share of all do not exceed; 0 without values. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}

function aligned([name = '', ...cells]: readonly string[], end: string): string {
  const line = `${name.padEnd(18)}${cells.map((cell) => cell.padStart(8)).join('')}  ${end}`.trimEnd();
  return line.length <= WIDEST ? line : `${line.slice(0, WIDEST - 1)}…`;
}

import type { Server } from 'node:net';
import { builtin } from '@portcall/core/internal';
import type { MetricReading } from '@portcall/exporters';
import { columnsOf, type MetricColumns, type Origin } from '@portcall/metrics/internal';
import { addressOf, listenForCalls } from './call-on.js';
import { atOnce, inTurns } from './in-turns.js';
import type { KeptReadings } from './kept-readings.js';

/** This process or thread, as one of a group: it keeps its reading whenever somebody calls on it, and once more at its end. */
export class Member {
  /** No registration has had it before, as numbers of processes are given again. */
  readonly id: string =
    `${process.pid}-${builtin('node:worker_threads').threadId}-${process.hrtime.bigint().toString(36)}`;
  private last: Promise<readonly MetricColumns[]> = Promise.resolve([]);
  private kept: readonly MetricColumns[] = [];
  private server: Server | undefined;
  private isOver = false;

  constructor(
    private readonly readings: KeptReadings,
    private readonly reading: () => MetricReading | undefined,
  ) {}

  /** From now on others find it. Rejects where nobody can. */
  async open(): Promise<void> {
    process.once('exit', this.onExit);
    this.server = await listenForCalls(addressOf(this.readings.folder, this.id), () => this.keep());
    // Whoever has a reading and does not listen has gone.
    if (!this.isOver) await this.keep();
  }

  /** Keeps the reading of this moment, one after the other: an older one must not take a newer one's place. */
  keep(): Promise<readonly MetricColumns[]> {
    const kept = this.last.then(() => this.read());
    this.last = kept.catch(() => this.kept);
    return kept;
  }

  /** The last reading, once nothing is recorded any more. */
  async end(): Promise<void> {
    try {
      await this.keep();
    } finally {
      this.close();
    }
  }

  private async read(): Promise<readonly MetricColumns[]> {
    const reading = this.reading();
    if (this.isOver || reading === undefined) return this.kept;
    const { metrics } = await reading.collect();
    this.kept = await inTurns(columnsOf(metrics));
    await this.readings.keep(this.id, this.kept);
    return this.kept;
  }

  private close(): void {
    this.isOver = true;
    process.removeListener('exit', this.onExit);
    this.server?.close();
    this.readings.servesNoMore(this.id);
  }

  /** What is observed, and what third parties have recorded, is as it was when somebody asked last. */
  private readonly onExit = (): void => {
    const now = this.reading()?.collectNow?.();
    const columns = now === undefined ? [] : atOnce(columnsOf(now.metrics));
    const known = new Set(columns.map(({ metric }) => metric.name));
    this.readings.keepNow(this.id, [...columns, ...this.kept.filter(({ metric }) => !known.has(metric.name))]);
    this.close();
  };
}

/** Whose readings they are, as its name says it. */
export function originOf(id: string, isGone: boolean): Origin {
  const [pid, thread] = id.split('-').map(Number) as [number, number];
  return { attributes: { 'process.pid': pid, ...(thread === 0 ? {} : { 'thread.id': thread }) }, isGone };
}

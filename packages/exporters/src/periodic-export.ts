import { report } from '@portcall/core';
import type { MetricReading, MetricSource, MetricsExport } from './exporter.js';

export interface PeriodicExportOptions {
  /** Whose export it is, in problems. */
  readonly name: string;
  /** Delivers one interval; may reject. */
  readonly send: (collection: Awaited<ReturnType<MetricReading['collect']>>) => Promise<void>;
  /** Called once nothing will be sent any more. */
  readonly end?: () => Promise<void>;
}

/** Sends what a reading has every interval, one export at a time. Its timer does not keep the process alive. */
export function periodicExport(
  reading: MetricReading,
  { exportIntervalMillis }: Pick<MetricSource, 'exportIntervalMillis'>,
  { name, send, end = async () => {} }: PeriodicExportOptions,
): MetricsExport {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let ended: Promise<void> | undefined;

  const once = async (): Promise<void> => {
    try {
      await send(await reading.collect());
    } catch (cause) {
      report({
        key: 'export.interval',
        about: name,
        message: `${name}: the metrics of an interval could not be exported; sums are in the next export; fix the error`,
        cause,
      });
    }
  };
  const run = (): Promise<void> => {
    running = once().finally(() => {
      running = undefined;
    });
    return running;
  };
  /** What was recorded until now is in an export that begins now: one under way may have read it before. */
  const flush = (): Promise<void> => {
    if (running === undefined) return run();
    next ??= running.then(() => {
      next = undefined;
      return run();
    });
    return next;
  };
  const timer = setInterval(() => {
    if (running === undefined) void run();
  }, exportIntervalMillis).unref();

  return {
    flush: () => ended ?? flush(),
    shutdown() {
      clearInterval(timer);
      ended ??= flush().then(end);
      return ended;
    },
  };
}

import { report } from '@portcall/core';
import { unheld } from '@portcall/core/internal';
import type { Collection } from '@portcall/metrics';
import { FLUSH_TIMEOUT_MS, type MetricReading, type MetricSource, type MetricsExport } from './exporter.js';

export interface PeriodicExportOptions
  extends Pick<MetricsExport, 'account' | 'componentType' | 'receiver' | 'failure' | 'leave'> {
  /** Whose export it is, in problems. */
  readonly name: string;
  /** Hands over one interval; may reject. */
  readonly send: (collection: Collection) => Promise<void>;
  /** Hands over what can be read while the process exits; absent where it would be lost all the same. */
  readonly sendNow?: ((collection: Collection) => void) | undefined;
  /** Delivers what was handed over. @default it is delivered already */
  readonly flush?: (timeoutMillis: number) => Promise<unknown>;
  /** Called once nothing will be handed over any more. */
  readonly end?: (timeoutMillis: number) => Promise<unknown>;
}

/** Sends what a reading has every interval, one export at a time. Its timer does not keep the process alive. */
export function periodicExport(
  reading: MetricReading,
  { exportIntervalMillis }: Pick<MetricSource, 'exportIntervalMillis'>,
  { name, send, sendNow, flush = async () => {}, end = async () => {}, ...parts }: PeriodicExportOptions,
): MetricsExport {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let ended: Promise<unknown> | undefined;

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
  const newest = (): Promise<void> => {
    if (running === undefined) return run();
    next ??= running.then(() => {
      next = undefined;
      return run();
    });
    return next;
  };
  const timer = unheld(
    setInterval(() => {
      if (running === undefined) void run();
    }, exportIntervalMillis),
  );

  /** @param deliver is given what time is left once everything is handed over */
  const within = async (timeoutMillis: number, deliver: (timeLeft: number) => Promise<unknown>): Promise<unknown> => {
    const until = performance.now() + timeoutMillis;
    await newest();
    return deliver(Math.max(0, until - performance.now()));
  };
  return {
    ...parts,
    flush: (timeoutMillis = FLUSH_TIMEOUT_MS) => ended ?? within(timeoutMillis, flush),
    shutdown(timeoutMillis = FLUSH_TIMEOUT_MS) {
      clearInterval(timer);
      ended ??= within(timeoutMillis, end);
      return ended;
    },
    leave() {
      clearInterval(timer);
      const unread = ended === undefined && sendNow !== undefined ? reading.collectNow?.() : undefined;
      if (unread !== undefined) sendNow?.(unread);
      parts.leave?.();
      return unread !== undefined || ended !== undefined;
    },
  };
}

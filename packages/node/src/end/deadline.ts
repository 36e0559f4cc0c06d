import type { Delivering } from './delivering.js';
import type { FlushResult } from './flush-result.js';
import { reportLate } from './late.js';
import { WatchedDelivery } from './watched-delivery.js';

/** What an exporter has less than the deadline, to give up what is left and count it. */
const MOST_TO_GIVE_UP_MS = 50;

// By how much a timer may be early on the clock that is read here.
const EARLY_MS = 2;

/**
 * Gets what there is to the exporters, within a deadline, and says what became of it. Never rejects: what fails is counted
 * and reported.
 */
export async function deliver(
  verb: 'flush' | 'shutdown',
  delivering: readonly Delivering[],
  timeoutMillis: number,
): Promise<FlushResult> {
  const left = timeoutMillis - Math.min(MOST_TO_GIVE_UP_MS, timeoutMillis / 10);
  const began = performance.now();
  const watched = delivering.map((one) => new WatchedDelivery(one, verb, left));
  await withinDeadline(timeoutMillis, Promise.all(watched.map(({ done }) => done)));
  const late = watched.filter(({ isLate }) => isLate);
  if (late.length > 0) reportLate({ verb, late, hadTime: performance.now() - began < left - EARLY_MS, timeoutMillis });
  return flushResult(watched);
}

export function flushResult(watched: readonly WatchedDelivery[]): FlushResult {
  const exporters = watched.flatMap(({ result }) => result ?? []);
  return Object.freeze({ inTime: !watched.some(({ isLate }) => isLate), exporters: Object.freeze(exporters) });
}

/** Whether `work`, which never rejects, was done before the deadline. */
export async function withinDeadline(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const done = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return done;
}

import { report } from '@portcall/core';
import { safely } from '@portcall/core/internal';
import type { Account } from '@portcall/outbox';

/** What delivers something. A promise of its may reject, which is reported. */
export interface Delivering {
  /** As a problem with it calls it. */
  readonly what: string;
  /** What became of its items; absent where nothing is sent. */
  readonly account?: Account;
  readonly flush: (timeoutMillis: number) => Promise<void>;
  readonly shutdown: (timeoutMillis: number) => Promise<void>;
  /** The end, at once, because the process exits. */
  readonly leave?: () => void;
}

/** Gets what there is to the exporters, within a deadline. Nothing here rejects: what fails is counted and reported. */
export interface WithinDeadline {
  readonly flush: () => Promise<void>;
  /** @returns whether everything was delivered, or given up, before the deadline */
  readonly shutdown: () => Promise<boolean>;
}

/** @param timeoutMillis milliseconds that one flush or the shutdown may take at most */
export function withinDeadlines(delivering: readonly Delivering[], timeoutMillis: number): WithinDeadline {
  const inTime = async (verb: 'flush' | 'shutdown'): Promise<boolean> => {
    const work = delivering.map(async (one) => safely('export.delivery', one.what, () => one[verb](timeoutMillis)));
    const done = await withinDeadline(timeoutMillis, Promise.allSettled(work));
    if (!done) {
      report({
        key: 'export.late',
        about: verb,
        message:
          `telemetry.${verb}(): took longer than ${timeoutMillis} ms and was left; what the exporters had not delivered ` +
          'by then is lost if the process ends; check that the receiver is up, or raise shutdownTimeoutMillis',
      });
    }
    return done;
  };
  return {
    flush: async () => void (await inTime('flush')),
    shutdown: () => inTime('shutdown'),
  };
}

/** Whether `work`, which never rejects, was done before the deadline. */
async function withinDeadline(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const done = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return done;
}

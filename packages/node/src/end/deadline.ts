import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import { report } from '@portcall/core';
import type { BasicTracerProvider } from '../sdk/trace-sdk.js';

export interface DeadlineOptions {
  readonly meterProvider: MeterProvider;
  readonly tracerProvider: BasicTracerProvider | undefined;
  /** Milliseconds that one flush or the shutdown may take at most. */
  readonly timeoutMillis: number;
}

/** Gets what there is to the exporters, within a deadline. Nothing here rejects: what fails is counted and reported. */
export interface WithinDeadline {
  readonly flush: () => Promise<void>;
  /** @returns whether everything was delivered, or given up, before the deadline */
  readonly shutdown: () => Promise<boolean>;
}

export function withinDeadlines({ meterProvider, tracerProvider, timeoutMillis }: DeadlineOptions): WithinDeadline {
  const inTime = async (what: string, work: readonly Promise<void>[]): Promise<boolean> => {
    const done = await withinDeadline(timeoutMillis, Promise.allSettled(work));
    if (!done) {
      report({
        key: 'export.late',
        about: what,
        message:
          `telemetry.${what}(): took longer than ${timeoutMillis} ms and was left; what the exporters had not delivered ` +
          'by then is lost if the process ends; check that the receiver is up, or raise shutdownTimeoutMillis',
      });
    }
    return done;
  };
  return {
    async flush() {
      await inTime('flush', [reported(meterProvider.forceFlush()), tracerProvider?.forceFlush() ?? NOTHING]);
    },
    shutdown: () => inTime('shutdown', [reported(meterProvider.shutdown()), tracerProvider?.shutdown() ?? NOTHING]),
  };
}

const NOTHING = Promise.resolve();

/** Failing exports of spans are reported where they are counted; a metric reader of somebody else's reports nowhere. */
async function reported(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (cause) {
    report({
      key: 'export.reader',
      message: 'telemetry: a metric reader failed to deliver; its last interval is lost; fix the error',
      cause,
    });
  }
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

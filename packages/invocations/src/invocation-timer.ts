import { type Clock, report, systemClock } from '@portcall/core';
import { shown } from '@portcall/core/internal';
import type { InvocationMetric, InvocationStatus } from './invocation-metric.js';
import type { InvocationMetricsBus } from './invocation-metrics-bus.js';
import { errorText, nameText, shownName } from './kept-text.js';

const SUCCESS: InvocationStatus = Object.freeze({ kind: 'success' });
const DROPPED: InvocationStatus = Object.freeze({ kind: 'dropped' });

/** All there is to know of a running invocation; what is garbage-collected is its timer. */
interface Invocation {
  readonly bus: InvocationMetricsBus;
  readonly pluginId: unknown;
  readonly functionName: unknown;
  readonly clock: Clock;
  readonly startedAt: number;
  /** On the monotonic clock. */
  readonly startedMs: number;
}

const forgotten = new FinalizationRegistry<Invocation>(drop);

/**
 * Times one invocation of a plugin and records one metric when it is finished: with `finishSuccess()`, with
 * `finishFailure()`, or as `dropped`, with a warning, when its `using` scope is left or it is garbage-collected before.
 * What is neither when the process ends is not found.
 *
 * Nothing here throws but `start()` of a clock that does.
 *
 * Source: `InvocationTimer` of the seeds.
 */
export class InvocationTimer implements Disposable {
  private isFinished = false;

  private constructor(private readonly invocation: Invocation) {
    forgotten.register(this, invocation, invocation);
  }

  /**
   * Starts timing; nothing is recorded yet.
   * @param clock @default the system's
   */
  static start(
    bus: InvocationMetricsBus,
    pluginId: string,
    functionName: string,
    clock: Clock = systemClock,
  ): InvocationTimer {
    const [startedAt, startedMs] = [clock.wall(), clock.monotonic()];
    return new InvocationTimer({ bus, pluginId, functionName, clock, startedAt, startedMs });
  }

  /** Wall clock at the start: milliseconds since 1970, with fractions. */
  get startedAt(): number {
    return this.invocation.startedAt;
  }

  /** The function returned. @param memoryPeakBytes @default 0, which says that nobody measured it */
  finishSuccess(memoryPeakBytes = 0): void {
    if (this.finish()) record(this.invocation, SUCCESS, memoryPeakBytes);
  }

  /**
   * The function failed.
   * @param error a text, or whatever was thrown, of which the message is kept
   * @param memoryPeakBytes @default 0, which says that nobody measured it
   */
  finishFailure(error: unknown, memoryPeakBytes = 0): void {
    if (!this.finish()) return;
    record(this.invocation, Object.freeze({ kind: 'failure', error: errorText(error) }), memoryPeakBytes);
  }

  /** Records `dropped`, with a warning, unless it is finished. */
  [Symbol.dispose](): void {
    if (this.isFinished) return;
    this.finish();
    drop(this.invocation);
  }

  /** @returns false, and says so, where that has been done */
  private finish(): boolean {
    if (this.isFinished) {
      refuseSecondFinish(this.invocation);
      return false;
    }
    this.isFinished = true;
    forgotten.unregister(this.invocation);
    return true;
  }
}

function drop(invocation: Invocation): void {
  const name = nameOf(invocation);
  report({
    key: 'invocation.dropped',
    about: name,
    message: `${name}: its timer was left without finishSuccess() or finishFailure(); a dropped invocation is recorded; finish it on every path, failures included`,
  });
  record(invocation, DROPPED, 0);
}

/** Never throws, whatever it was started with. */
function record(invocation: Invocation, status: InvocationStatus, memoryPeakBytes: unknown): void {
  try {
    const { bus } = invocation;
    if (bus.subscriberCount > 0) bus.record(metricOf(invocation, status, memoryPeakBytes));
  } catch (cause) {
    report({
      key: 'invocation.lost',
      message: `${nameOf(invocation)}: its invocation could not be recorded; it is lost; start timers with an InvocationMetricsBus`,
      cause,
    });
  }
}

function metricOf(invocation: Invocation, status: InvocationStatus, memoryPeakBytes: unknown): InvocationMetric {
  const { pluginId, functionName, clock, startedAt, startedMs } = invocation;
  const wallTimeUs = Math.floor((clock.monotonic() - startedMs) * 1_000);
  return Object.freeze({
    pluginId: nameText(pluginId),
    functionName: nameText(functionName),
    startedAt,
    wallTimeUs: wallTimeUs > 0 ? wallTimeUs : 0,
    memoryPeakBytes: bytesOf(memoryPeakBytes, invocation),
    status,
  });
}

function bytesOf(memoryPeakBytes: unknown, invocation: Invocation): number {
  if (typeof memoryPeakBytes === 'number' && memoryPeakBytes >= 0 && memoryPeakBytes < Number.POSITIVE_INFINITY) {
    return Math.floor(memoryPeakBytes);
  }
  const name = nameOf(invocation);
  report({
    key: 'invocation.memory',
    about: name,
    message: () =>
      `${name}: ${shown(memoryPeakBytes)} is not a number of bytes; its peak of memory is recorded as 0; give 0 where it is not known`,
  });
  return 0;
}

function refuseSecondFinish(invocation: Invocation): void {
  const name = nameOf(invocation);
  report({
    key: 'invocation.finished',
    about: name,
    message: `${name}: its timer was finished a second time; the second finish is left out; finish it once, or start another`,
  });
}

function nameOf({ pluginId, functionName }: Invocation): string {
  return `${shownName(pluginId)}.${shownName(functionName)}`;
}

import { unreported } from '../measuring/measurement.js';
import { InnerSpan } from './bullmq/inner-span.js';
import { JobSpan } from './bullmq/job-span.js';
import { ProducerSpan } from './bullmq/producer-span.js';
import { ORIGIN_NONE, type QueueContext, type QueueSpan } from './bullmq/queue-span.js';

/** What BullMQ takes as `telemetry`, as its own type says it. It is told of every part of BullMQ's work, and has no meter. */
export interface BullmqTelemetry {
  readonly tracer: {
    startSpan(name: string, options?: { readonly kind: number }, context?: QueueContext): QueueSpan;
  };
  readonly contextManager: {
    // The type of BullMQ's interface, which takes any function.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    with<A extends (...args: any[]) => any>(context: QueueContext, run: A): ReturnType<A>;
    active(): QueueContext;
    getMetadata(context: QueueContext): string;
    fromMetadata(active: QueueContext, metadata: string): QueueContext;
  };
}

/** BullMQ's names for kinds of spans. */
const PRODUCER = 3;
const CONSUMER = 4;

/**
 * For `telemetry` in the options of queues, workers and flow producers. What a call adds to a queue it is noted to schedule, and
 * each attempt of a job is a call of its own, `queue.job` of type action, whose span links back to the one that added it, in
 * this process or in another.
 *
 * What BullMQ asks of its database is not in the traces. Under `@portcall/node/register` all queues have it already.
 * @see https://docs.bullmq.io/guide/telemetry
 */
export function bullmqTelemetry(): BullmqTelemetry {
  return {
    tracer: {
      startSpan(name, { kind } = { kind: 0 }, context = ORIGIN_NONE) {
        if (kind === CONSUMER) return new JobSpan(context);
        return kind === PRODUCER ? new ProducerSpan(name) : new InnerSpan();
      },
    },
    contextManager: {
      with: ({ span }, run) => (span === undefined ? unreported(run) : span.run(run)) as ReturnType<typeof run>,
      active: () => ORIGIN_NONE,
      getMetadata: ({ span }) => span?.metadata() ?? '',
      fromMetadata: (_, metadata) => ({ metadata, span: undefined }),
    },
  };
}

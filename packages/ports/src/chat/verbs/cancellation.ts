import { type AttributeKind, counter, histogram, type MetricSpec, oneOf, type Recorders } from '@portcall/metrics';

/** Why a running stream was asked to stop. */
export const CANCEL_TRIGGERS = ['user_stop', 'disconnect', 'timeout'] as const;
export type CancelTrigger = (typeof CANCEL_TRIGGERS)[number];

/** What ended a stream before its answer was done. */
export const ABORT_TRIGGERS = ['client_disconnect', 'pod_crash', 'orphan_timeout', 'internal_abort'] as const;
export type AbortTrigger = (typeof ABORT_TRIGGERS)[number];

/** Streams that are stopped before they are done. */
export interface CancellationMetrics {
  recordCancelRequested(trigger: CancelTrigger): void;
  /** A request that found its stream still running and stopped it. */
  recordCancelEffective(trigger: CancelTrigger): void;
  /** Milliseconds from the request until the provider's stream was closed. */
  recordTimeToAbortMs(trigger: CancelTrigger, ms: number): void;
  recordStreamsAborted(trigger: AbortTrigger): void;
}

type ByCancelTrigger = { readonly trigger: AttributeKind<CancelTrigger> };

export type CancellationSpecs = {
  readonly cancelRequested: MetricSpec<'counter', ByCancelTrigger>;
  readonly cancelEffective: MetricSpec<'counter', ByCancelTrigger>;
  readonly timeToAbort: MetricSpec<'histogram', ByCancelTrigger>;
  readonly streamsAborted: MetricSpec<'counter', { readonly trigger: AttributeKind<AbortTrigger> }>;
};

const byCancelTrigger: ByCancelTrigger = { trigger: oneOf(...CANCEL_TRIGGERS) };

export const cancellationSpecs: CancellationSpecs = {
  cancelRequested: counter({
    name: 'cancel_requested',
    unit: '{request}',
    description: 'Requests to stop a stream, once per request.',
    attributes: byCancelTrigger,
  }),
  cancelEffective: counter({
    name: 'cancel_effective',
    unit: '{request}',
    description: 'Requests that stopped a running stream, once per request; part of cancel_requested.',
    attributes: byCancelTrigger,
  }),
  timeToAbort: histogram({
    name: 'time_to_abort_ms',
    unit: '{ms}',
    description: "Time from a request to stop until the provider's stream was closed, once per effective request.",
    attributes: byCancelTrigger,
    boundaries: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000],
  }),
  streamsAborted: counter({
    name: 'streams_aborted',
    unit: '{stream}',
    description: 'Streams ended before their answer was done, once per stream.',
    attributes: { trigger: oneOf(...ABORT_TRIGGERS) },
  }),
};

export function cancellationMetrics(recorders: Recorders<CancellationSpecs>): CancellationMetrics {
  const { cancelRequested, cancelEffective, timeToAbort, streamsAborted } = recorders;
  return {
    recordCancelRequested: (trigger) => cancelRequested.add(1, { trigger }),
    recordCancelEffective: (trigger) => cancelEffective.add(1, { trigger }),
    recordTimeToAbortMs: (trigger, ms) => timeToAbort.record(ms, { trigger }),
    recordStreamsAborted: (trigger) => streamsAborted.add(1, { trigger }),
  };
}

import {
  type AttributeKind,
  counter,
  histogram,
  type MetricSpec,
  type NoAttributes,
  oneOf,
  type Recorders,
  text,
  upDownCounter,
} from '@portcall/metrics';

/** How far an answer had come when its client went away. */
export const STREAM_STAGES = ['before_first_token', 'mid_stream', 'after_done'] as const;
export type StreamStage = (typeof STREAM_STAGES)[number];

/**
 * Streamed answers and how they end.
 *
 * The terminal states are disjoint: `stream_started = stream_completed + stream_failed` once no stream is active. An
 * incomplete answer counts as completed too, so the two are never added up.
 */
export interface StreamingMetrics {
  recordStreamStarted(provider: string, model: string): void;
  /** For complete and for incomplete answers alike. */
  recordStreamCompleted(provider: string, model: string): void;
  recordStreamFailed(provider: string, model: string, errorCode: string): void;
  /** Always beside `recordStreamCompleted`, never instead of it. `reason` is free-form, from a small set. */
  recordStreamIncomplete(provider: string, model: string, reason: string): void;
  recordStreamDisconnected(stage: StreamStage): void;
  incrementActiveStreams(): void;
  decrementActiveStreams(): void;
  /** Milliseconds from the request to the provider until its first token. */
  recordTtftProviderMs(provider: string, model: string, ms: number): void;
  /** Milliseconds until the first token reached the client, without those that the provider took. */
  recordTtftOverheadMs(provider: string, model: string, ms: number): void;
  /** Milliseconds from start to terminal state, however it ended. */
  recordStreamTotalLatencyMs(provider: string, model: string, ms: number): void;
}

type ByModel = { readonly provider: AttributeKind<string>; readonly model: AttributeKind<string> };

export type StreamingSpecs = {
  readonly streamStarted: MetricSpec<'counter', ByModel>;
  readonly streamCompleted: MetricSpec<'counter', ByModel>;
  readonly streamFailed: MetricSpec<'counter', ByModel & { readonly error_code: AttributeKind<string> }>;
  readonly streamIncomplete: MetricSpec<'counter', ByModel & { readonly reason: AttributeKind<string> }>;
  readonly streamDisconnected: MetricSpec<'counter', { readonly stage: AttributeKind<StreamStage> }>;
  readonly activeStreams: MetricSpec<'upDownCounter', NoAttributes>;
  readonly ttftProvider: MetricSpec<'histogram', ByModel>;
  readonly ttftOverhead: MetricSpec<'histogram', ByModel>;
  readonly streamTotalLatency: MetricSpec<'histogram', ByModel>;
};

const byModel: ByModel = { provider: text(), model: text() };

export const streamingSpecs: StreamingSpecs = {
  streamStarted: counter({
    name: 'stream_started',
    unit: '{stream}',
    description: 'Streams started, once per answer asked for.',
    attributes: byModel,
  }),
  streamCompleted: counter({
    name: 'stream_completed',
    unit: '{stream}',
    description: 'Streams that ended with a complete or an incomplete answer, once per stream.',
    attributes: byModel,
  }),
  streamFailed: counter({
    name: 'stream_failed',
    unit: '{stream}',
    description: 'Streams that ended without an answer, once per stream.',
    attributes: { ...byModel, error_code: text() },
  }),
  streamIncomplete: counter({
    name: 'stream_incomplete',
    unit: '{stream}',
    description: 'Completed streams whose answer was cut short, once per stream; part of stream_completed.',
    attributes: { ...byModel, reason: text() },
  }),
  streamDisconnected: counter({
    name: 'stream_disconnected',
    unit: '{stream}',
    description: 'Streams whose client went away, once per stream, by how far the answer had come.',
    attributes: { stage: oneOf(...STREAM_STAGES) },
  }),
  activeStreams: upDownCounter({
    name: 'active_streams',
    unit: '{stream}',
    description: 'Streams started and not yet ended.',
  }),
  ttftProvider: histogram({
    name: 'ttft_provider_ms',
    unit: '{ms}',
    description: 'Time from the request to the provider until its first token, once per stream that got one.',
    attributes: byModel,
  }),
  ttftOverhead: histogram({
    name: 'ttft_overhead_ms',
    unit: '{ms}',
    description: "Time to the client's first token beyond what the provider took, once per stream that got one.",
    attributes: byModel,
    boundaries: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000],
  }),
  streamTotalLatency: histogram({
    name: 'stream_total_latency_ms',
    unit: '{ms}',
    description: 'Time from the start of a stream to its end, once per stream.',
    attributes: byModel,
  }),
};

export function streamingMetrics(recorders: Recorders<StreamingSpecs>): StreamingMetrics {
  const { streamStarted, streamCompleted, streamFailed, streamIncomplete, streamDisconnected } = recorders;
  const { activeStreams, ttftProvider, ttftOverhead, streamTotalLatency } = recorders;
  return {
    recordStreamStarted: (provider, model) => streamStarted.add(1, { provider, model }),
    recordStreamCompleted: (provider, model) => streamCompleted.add(1, { provider, model }),
    recordStreamFailed: (provider, model, errorCode) => streamFailed.add(1, { provider, model, error_code: errorCode }),
    recordStreamIncomplete: (provider, model, reason) => streamIncomplete.add(1, { provider, model, reason }),
    recordStreamDisconnected: (stage) => streamDisconnected.add(1, { stage }),
    incrementActiveStreams: () => activeStreams.add(1),
    decrementActiveStreams: () => activeStreams.add(-1),
    recordTtftProviderMs: (provider, model, ms) => ttftProvider.record(ms, { provider, model }),
    recordTtftOverheadMs: (provider, model, ms) => ttftOverhead.record(ms, { provider, model }),
    recordStreamTotalLatencyMs: (provider, model, ms) => streamTotalLatency.record(ms, { provider, model }),
  };
}

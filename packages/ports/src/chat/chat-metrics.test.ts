import {
  brokenRelations,
  fanOut,
  type InstrumentKind,
  noop,
  prometheusName,
  type Store,
  store,
} from '@portcall/metrics';
import { chatCatalog } from './catalog.js';
import { chatMetrics } from './chat-metrics.js';
import type { ChatMetricsPort } from './chat-port.js';

type Row = readonly [
  calls: readonly (readonly [method: keyof ChatMetricsPort, ...args: readonly (string | number)[]])[],
  name: string,
  kind: InstrumentKind,
  attributes: Readonly<Record<string, string>>,
  value: number,
];

const model = { provider: 'openai', model: 'gpt-5' } as const;

/** The metrics table of the specification, each metric recorded once. A histogram's value is the sum of one recording. */
const TABLE: readonly Row[] = [
  [[['recordStreamStarted', 'openai', 'gpt-5']], 'stream_started', 'counter', model, 1],
  [[['recordStreamCompleted', 'openai', 'gpt-5']], 'stream_completed', 'counter', model, 1],
  [
    [['recordStreamFailed', 'openai', 'gpt-5', 'rate_limited']],
    'stream_failed',
    'counter',
    { ...model, error_code: 'rate_limited' },
    1,
  ],
  [[['recordStreamDisconnected', 'mid_stream']], 'stream_disconnected', 'counter', { stage: 'mid_stream' }, 1],
  [
    [['incrementActiveStreams'], ['incrementActiveStreams'], ['incrementActiveStreams'], ['decrementActiveStreams']],
    'active_streams',
    'upDownCounter',
    {},
    2,
  ],
  [[['recordTtftProviderMs', 'openai', 'gpt-5', 320]], 'ttft_provider_ms', 'histogram', model, 320],
  [[['recordTtftOverheadMs', 'openai', 'gpt-5', 12.5]], 'ttft_overhead_ms', 'histogram', model, 12.5],
  [[['recordStreamTotalLatencyMs', 'openai', 'gpt-5', 4_200]], 'stream_total_latency_ms', 'histogram', model, 4_200],
  [
    [['recordStreamIncomplete', 'openai', 'gpt-5', 'max_output_tokens']],
    'stream_incomplete',
    'counter',
    { ...model, reason: 'max_output_tokens' },
    1,
  ],
  [
    [['recordTurnMutation', 'retry', 'not_latest']],
    'turn_mutation',
    'counter',
    { op: 'retry', result: 'not_latest' },
    1,
  ],
  [[['recordTurnMutationLatencyMs', 'edit', 7]], 'turn_mutation_latency_ms', 'histogram', { op: 'edit' }, 7],
  [[['recordAuditEmit', 'reject']], 'audit_emit', 'counter', { result: 'reject' }, 1],
  [[['recordFinalizationLatencyMs', 9]], 'finalization_latency_ms', 'histogram', {}, 9],
  [
    [['recordQuotaPreflight', 'allow', 'gpt-5', 'premium']],
    'quota_preflight',
    'counter',
    { decision: 'allow', model: 'gpt-5', tier: 'premium' },
    1,
  ],
  [[['recordQuotaReserve', 'daily']], 'quota_reserve', 'counter', { period: 'daily' }, 1],
  [[['recordQuotaCommit', 'monthly']], 'quota_commit', 'counter', { period: 'monthly' }, 1],
  [[['recordQuotaOvershoot', 'daily']], 'quota_overshoot', 'counter', { period: 'daily' }, 1],
  [[['recordQuotaEstimatedTokens', 800]], 'quota_estimated_tokens', 'histogram', {}, 800],
  [[['recordQuotaActualTokens', 761]], 'quota_actual_tokens', 'histogram', {}, 761],
  [[['recordCancelRequested', 'user_stop']], 'cancel_requested', 'counter', { trigger: 'user_stop' }, 1],
  [[['recordCancelEffective', 'disconnect']], 'cancel_effective', 'counter', { trigger: 'disconnect' }, 1],
  [[['recordTimeToAbortMs', 'timeout', 3]], 'time_to_abort_ms', 'histogram', { trigger: 'timeout' }, 3],
  [[['recordStreamsAborted', 'pod_crash']], 'streams_aborted', 'counter', { trigger: 'pod_crash' }, 1],
  [
    [['recordAttachmentUpload', 'document', 'file_too_large']],
    'attachment_upload',
    'counter',
    { kind: 'document', result: 'file_too_large' },
    1,
  ],
  [
    [['recordAttachmentUploadBytes', 'image', 52_000]],
    'attachment_upload_bytes',
    'histogram',
    { kind: 'image' },
    52_000,
  ],
  [
    [['incrementAttachmentsPending'], ['incrementAttachmentsPending'], ['decrementAttachmentsPending']],
    'attachments_pending',
    'upDownCounter',
    {},
    1,
  ],
  [[['recordImageInputsPerTurn', 2]], 'image_inputs_per_turn', 'histogram', {}, 2],
  [[['recordCleanupCompleted', 'file']], 'cleanup_completed', 'counter', { resource_type: 'file' }, 1],
  [[['recordCleanupFailed', 'file']], 'cleanup_failed', 'counter', { resource_type: 'file' }, 1],
  [
    [['recordCleanupRetry', 'vector_store', 'conflict']],
    'cleanup_retry',
    'counter',
    { resource_type: 'vector_store', reason: 'conflict' },
    1,
  ],
  [
    [
      ['recordCleanupBacklog', 'pending', 'file', 9],
      ['recordCleanupBacklog', 'pending', 'file', 4],
    ],
    'cleanup_backlog',
    'gauge',
    { state: 'pending', resource_type: 'file' },
    4,
  ],
  [[['recordCleanupVsWithFailedAttachments']], 'cleanup_vector_store_with_failed_attachments', 'counter', {}, 1],
  [[['recordOrphanDetected', 'stale_progress']], 'orphan_detected', 'counter', { reason: 'stale_progress' }, 1],
  [[['recordOrphanFinalized', 'stale_progress']], 'orphan_finalized', 'counter', { reason: 'stale_progress' }, 1],
  [[['recordOrphanScanDurationSeconds', 0.04]], 'orphan_scan_duration_seconds', 'histogram', {}, 0.04],
  [[['recordThreadSummaryTrigger', 'scheduled']], 'thread_summary_trigger', 'counter', { result: 'scheduled' }, 1],
  [[['recordThreadSummaryExecution', 'timeout']], 'thread_summary_execution', 'counter', { result: 'timeout' }, 1],
  [[['recordThreadSummaryCasConflict']], 'thread_summary_cas_conflicts', 'counter', {}, 1],
  [[['recordSummaryFallback']], 'summary_fallback', 'counter', {}, 1],
  [[['recordCodeInterpreterCalls', 'gpt-5', 3]], 'code_interpreter_calls', 'counter', { model: 'gpt-5' }, 3],
];

/** Units of the specification by the end of the name; counters and the rest are annotations. */
const UNITS: readonly (readonly [suffix: string, unit: string])[] = [
  ['_ms', '{ms}'],
  ['_bytes', 'By'],
  ['_seconds', 's'],
  ['_tokens', '{token}'],
];

/** The closed sets of the specification. */
const CLOSED_SETS: Readonly<Record<string, readonly string[]>> = {
  'stream_disconnected.stage': ['before_first_token', 'mid_stream', 'after_done'],
  'turn_mutation.op': ['retry', 'edit', 'delete'],
  'turn_mutation.result': ['ok', 'not_latest', 'invalid_state', 'forbidden'],
  'turn_mutation_latency_ms.op': ['retry', 'edit', 'delete'],
  'audit_emit.result': ['ok', 'retry', 'reject'],
  'cancel_requested.trigger': ['user_stop', 'disconnect', 'timeout'],
  'cancel_effective.trigger': ['user_stop', 'disconnect', 'timeout'],
  'time_to_abort_ms.trigger': ['user_stop', 'disconnect', 'timeout'],
  'streams_aborted.trigger': ['client_disconnect', 'pod_crash', 'orphan_timeout', 'internal_abort'],
  'attachment_upload.kind': ['document', 'image'],
  'attachment_upload.result': ['ok', 'file_too_large', 'unsupported_type', 'provider_error'],
  'attachment_upload_bytes.kind': ['document', 'image'],
  'cleanup_completed.resource_type': ['file', 'vector_store'],
  'cleanup_failed.resource_type': ['file', 'vector_store'],
  'cleanup_retry.resource_type': ['file', 'vector_store'],
  'cleanup_backlog.state': ['pending', 'failed'],
  'cleanup_backlog.resource_type': ['file', 'vector_store'],
  'orphan_detected.reason': ['stale_progress'],
  'orphan_finalized.reason': ['stale_progress'],
  'thread_summary_trigger.result': ['scheduled', 'not_needed'],
  'thread_summary_execution.result': ['success', 'provider_error', 'timeout', 'retry'],
};

describe('the chat port', () => {
  it('records, each method once, exactly the metrics table', () => {
    const kept = store();
    recordEverything(chatMetrics(kept));
    expect(recorded(kept)).toEqual(
      TABLE.map(([, name, kind, attributes, value]) => [`mini_chat_${name}`, kind, attributes, value]).sort(byName),
    );
  });

  it('has the methods of the table and no other', () => {
    const methods = new Set(TABLE.flatMap(([calls]) => calls.map(([method]) => method)));
    expect(Object.keys(chatMetrics(noop())).sort()).toEqual([...methods].sort());
  });

  it('does nothing over noop()', () => {
    const port = chatMetrics(noop());
    expect(() => recordEverything(port)).not.toThrow();
    expect(port.recordStreamStarted('openai', 'gpt-5')).toBeUndefined();
  });

  it('records the same on every backend of a fan-out', () => {
    const [one, other] = [store(), store()];
    recordEverything(chatMetrics(fanOut(one, noop(), other)));
    expect(recorded(other)).toEqual(recorded(one));
    expect(recorded(one)).toHaveLength(TABLE.length);
  });

  it('keeps working when its methods are passed around on their own', () => {
    const kept = store();
    const { recordSummaryFallback, recordStreamDisconnected } = chatMetrics(kept);
    recordSummaryFallback();
    recordStreamDisconnected('after_done');
    expect(recorded(kept).map(([name]) => name)).toEqual([
      'mini_chat_stream_disconnected',
      'mini_chat_summary_fallback',
    ]);
  });

  it('puts another prefix before every name', () => {
    const kept = store();
    recordEverything(chatMetrics(kept, { prefix: 'support_bot' }));
    expect(recorded(kept).map(([name]) => name)).toEqual(TABLE.map(([, name]) => `support_bot_${name}`).sort());
    expect(() => chatCatalog({ prefix: 'Support-Bot' })).toThrow('write prefix: "support_bot"');
    // @ts-expect-error it is `prefix`
    expect(() => chatMetrics(kept, { name: 'bot' })).toThrow('chatCatalog(): unknown option "name"');
  });

  it('shows its counters of closed sets before the first event', () => {
    const kept = store();
    chatMetrics(kept);
    expect(kept.points(chatCatalog().metrics.turnMutation)).toHaveLength(3 * 4);
    expect(kept.points(chatCatalog().metrics.summaryFallback)).toEqual([{ attributes: {}, value: 0 }]);
  });

  it('takes the values of the closed sets only', () => {
    const port = chatMetrics(noop());
    // @ts-expect-error no such stage
    port.recordStreamDisconnected('later');
    // @ts-expect-error no such operation
    port.recordTurnMutation('undo', 'ok');
    // @ts-expect-error no such result
    port.recordTurnMutation('edit', 'fine');
    // @ts-expect-error no such result
    port.recordAuditEmit('lost');
    // @ts-expect-error a trigger of aborts, not of requests
    port.recordCancelRequested('client_disconnect');
    // @ts-expect-error a trigger of requests, not of aborts
    port.recordStreamsAborted('user_stop');
    // @ts-expect-error no such kind
    port.recordAttachmentUpload('video', 'ok');
    // @ts-expect-error no such state
    port.recordCleanupBacklog('done', 'file', 1);
    // @ts-expect-error no such resource
    port.recordCleanupCompleted('chat');
    // @ts-expect-error no such reason
    port.recordOrphanDetected('lost');
    // @ts-expect-error no such result
    port.recordThreadSummaryExecution('ok');
    // @ts-expect-error milliseconds are a number
    port.recordFinalizationLatencyMs('12');
    // @ts-expect-error the model is missing
    port.recordStreamStarted('openai');
  });
});

describe('the chat catalog', () => {
  const definitions = Object.values(chatCatalog().metrics);

  it('gives every metric the same Prometheus name on all paths that add suffixes', () => {
    for (const [, name, kind] of TABLE) {
      const definition = definitions.find((candidate) => candidate.name === `mini_chat_${name}`);
      const wanted = kind === 'counter' ? `mini_chat_${name}_total` : `mini_chat_${name}`;
      for (const path of ['js_exporter', 'underscore_suffixes', 'utf8_suffixes'] as const) {
        expect([path, definition && prometheusName(definition, path)]).toEqual([path, wanted]);
      }
    }
    expect(definitions).toHaveLength(TABLE.length);
  });

  it('declares the units that the names say', () => {
    for (const { name, unit } of definitions) {
      const [, wanted] = UNITS.find(([suffix]) => name.endsWith(suffix)) ?? [];
      expect([name, unit]).toEqual([name, wanted ?? expect.stringMatching(/^\{[a-z_]+\}$/)]);
    }
  });

  it('closes exactly the sets that the specification closes', () => {
    const closed = definitions.flatMap(({ name, attributes }) =>
      Object.entries(attributes)
        .filter(([, { values }]) => values !== undefined)
        .map(([key, { values }]) => [`${name.slice('mini_chat_'.length)}.${key}`, values]),
    );
    expect(Object.fromEntries(closed)).toEqual(CLOSED_SETS);
  });

  it('counts bytes and tokens into powers of two, and milliseconds up to minutes', () => {
    const { attachmentUploadBytes, quotaEstimatedTokens, quotaActualTokens, streamTotalLatency } =
      chatCatalog().metrics;
    for (const { boundaries } of [attachmentUploadBytes, quotaEstimatedTokens, quotaActualTokens]) {
      expect(boundaries?.every((boundary) => Number.isInteger(Math.log2(boundary)))).toBe(true);
    }
    expect(streamTotalLatency.boundaries?.at(-1)).toBe(300_000);
  });

  it('holds the relation of the stream outcomes once no stream is active', () => {
    const kept = store();
    const port = chatMetrics(kept);
    port.recordStreamStarted('openai', 'gpt-5');
    port.incrementActiveStreams();
    expect(brokenRelations(chatCatalog(), kept)).toEqual([]);
    port.recordStreamStarted('openai', 'gpt-5');
    port.recordStreamFailed('openai', 'gpt-5', 'overloaded');
    port.recordStreamCompleted('openai', 'gpt-5');
    port.recordStreamIncomplete('openai', 'gpt-5', 'max_output_tokens');
    port.decrementActiveStreams();
    expect(brokenRelations(chatCatalog(), kept)).toEqual([]);
  });

  it('detects a stream that ended without a terminal state, by provider and model', () => {
    const kept = store();
    const port = chatMetrics(kept);
    port.recordStreamStarted('openai', 'gpt-5');
    port.recordStreamCompleted('openai', 'gpt-5-mini');
    expect(brokenRelations(chatCatalog(), kept)).toEqual([
      'mini_chat: streamStarted = streamCompleted + streamFailed once activeStreams is 0 does not hold: ' +
        '1 against 0 for {"provider":"openai","model":"gpt-5"}',
    ]);
  });

  it('detects an incomplete stream that was not counted as completed', () => {
    const kept = store();
    chatMetrics(kept).recordStreamIncomplete('openai', 'gpt-5', 'content_filter');
    expect(brokenRelations(chatCatalog(), kept)).toEqual([
      expect.stringMatching(/^mini_chat: streamIncomplete ⊆ streamCompleted does not hold: 1 against 0/),
    ]);
  });
});

function recordEverything(port: ChatMetricsPort): void {
  for (const [calls] of TABLE) {
    for (const [method, ...args] of calls) (port[method] as (...args: readonly unknown[]) => void)(...args);
  }
}

/** Every series that holds something, as the rows of the table; counters of closed sets are there at zero as well. */
function recorded(kept: Store): readonly (readonly [name: string, kind: string, attributes: object, value: number])[] {
  return Object.values(kept.snapshot())
    .flatMap(({ definition, points }) =>
      points.map(({ attributes, value }) => {
        const number = typeof value === 'number' ? value : value.sum;
        return [definition.name, definition.kind, attributes, number] as const;
      }),
    )
    .filter(([, , , value]) => value !== 0)
    .sort(byName);
}

function byName(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}

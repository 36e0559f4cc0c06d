import {
  type AttributeKind,
  counter,
  type MetricSpec,
  type NoAttributes,
  oneOf,
  type Recorders,
} from '@portcall/metrics';

export const SUMMARY_TRIGGER_RESULTS = ['scheduled', 'not_needed'] as const;
export type SummaryTriggerResult = (typeof SUMMARY_TRIGGER_RESULTS)[number];

export const SUMMARY_EXECUTION_RESULTS = ['success', 'provider_error', 'timeout', 'retry'] as const;
export type SummaryExecutionResult = (typeof SUMMARY_EXECUTION_RESULTS)[number];

/** Summaries that keep long threads within the model's context. */
export interface SummaryMetrics {
  recordThreadSummaryTrigger(result: SummaryTriggerResult): void;
  recordThreadSummaryExecution(result: SummaryExecutionResult): void;
  /** The thread had got another summary meanwhile, and this one was thrown away. */
  recordThreadSummaryCasConflict(): void;
  /** The thread was cut instead of summarised. */
  recordSummaryFallback(): void;
}

export type SummarySpecs = {
  readonly threadSummaryTrigger: MetricSpec<'counter', { readonly result: AttributeKind<SummaryTriggerResult> }>;
  readonly threadSummaryExecution: MetricSpec<'counter', { readonly result: AttributeKind<SummaryExecutionResult> }>;
  readonly threadSummaryCasConflicts: MetricSpec<'counter', NoAttributes>;
  readonly summaryFallback: MetricSpec<'counter', NoAttributes>;
};

export const summarySpecs: SummarySpecs = {
  threadSummaryTrigger: counter({
    name: 'thread_summary_trigger',
    unit: '{check}',
    description: 'Checks whether a thread needs a summary, once per settled turn.',
    attributes: { result: oneOf(...SUMMARY_TRIGGER_RESULTS) },
  }),
  threadSummaryExecution: counter({
    name: 'thread_summary_execution',
    unit: '{attempt}',
    description: 'Attempts to summarise a thread, once per attempt.',
    attributes: { result: oneOf(...SUMMARY_EXECUTION_RESULTS) },
  }),
  threadSummaryCasConflicts: counter({
    name: 'thread_summary_cas_conflicts',
    unit: '{conflict}',
    description: 'Summaries thrown away because the thread had got another one meanwhile, once per summary.',
  }),
  summaryFallback: counter({
    name: 'summary_fallback',
    unit: '{fallback}',
    description: 'Threads cut because no summary could be made, once per thread and check.',
  }),
};

export function summaryMetrics(recorders: Recorders<SummarySpecs>): SummaryMetrics {
  const { threadSummaryTrigger, threadSummaryExecution, threadSummaryCasConflicts, summaryFallback } = recorders;
  return {
    recordThreadSummaryTrigger: (result) => threadSummaryTrigger.add(1, { result }),
    recordThreadSummaryExecution: (result) => threadSummaryExecution.add(1, { result }),
    recordThreadSummaryCasConflict: () => threadSummaryCasConflicts.add(1),
    recordSummaryFallback: () => summaryFallback.add(1),
  };
}

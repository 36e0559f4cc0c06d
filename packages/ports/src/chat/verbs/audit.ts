import {
  type AttributeKind,
  counter,
  histogram,
  type MetricSpec,
  type NoAttributes,
  oneOf,
  type Recorders,
} from '@portcall/metrics';

/** What became of one attempt to hand over an audit event. */
export const AUDIT_RESULTS = ['ok', 'retry', 'reject'] as const;
export type AuditResult = (typeof AUDIT_RESULTS)[number];

/** Audit events and the closing step of a turn that emits them. */
export interface AuditMetrics {
  recordAuditEmit(result: AuditResult): void;
  /** Milliseconds from the end of a stream until its turn, its usage and its audit event are settled. */
  recordFinalizationLatencyMs(ms: number): void;
}

export type AuditSpecs = {
  readonly auditEmit: MetricSpec<'counter', { readonly result: AttributeKind<AuditResult> }>;
  readonly finalizationLatency: MetricSpec<'histogram', NoAttributes>;
};

export const auditSpecs: AuditSpecs = {
  auditEmit: counter({
    name: 'audit_emit',
    unit: '{attempt}',
    description: 'Attempts to emit an audit event, once per attempt.',
    attributes: { result: oneOf(...AUDIT_RESULTS) },
  }),
  finalizationLatency: histogram({
    name: 'finalization_latency_ms',
    unit: '{ms}',
    description: 'Time from the end of a stream until its turn is settled, once per turn.',
    boundaries: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000],
  }),
};

export function auditMetrics({ auditEmit, finalizationLatency }: Recorders<AuditSpecs>): AuditMetrics {
  return {
    recordAuditEmit: (result) => auditEmit.add(1, { result }),
    recordFinalizationLatencyMs: (ms) => finalizationLatency.record(ms),
  };
}

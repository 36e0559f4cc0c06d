import {
  type AttributeKind,
  counter,
  histogram,
  type MetricSpec,
  type NoAttributes,
  type Recorders,
  text,
} from '@portcall/metrics';

/** Token quotas: asked before a turn, reserved while it runs, committed when it ends. */
export interface QuotaMetrics {
  /** `decision` and `tier` are free-form, from small sets: `allow`, `downgrade`, `reject`; `premium`, `standard`. */
  recordQuotaPreflight(decision: string, model: string, tier: string): void;
  /** `period` is free-form, from a small set: `daily`, `monthly`. */
  recordQuotaReserve(period: string): void;
  recordQuotaCommit(period: string): void;
  /** A turn that used more than was reserved for it. */
  recordQuotaOvershoot(period: string): void;
  recordQuotaEstimatedTokens(tokens: number): void;
  recordQuotaActualTokens(tokens: number): void;
}

type ByPeriod = { readonly period: AttributeKind<string> };

export type QuotaSpecs = {
  readonly quotaPreflight: MetricSpec<
    'counter',
    {
      readonly decision: AttributeKind<string>;
      readonly model: AttributeKind<string>;
      readonly tier: AttributeKind<string>;
    }
  >;
  readonly quotaReserve: MetricSpec<'counter', ByPeriod>;
  readonly quotaCommit: MetricSpec<'counter', ByPeriod>;
  readonly quotaOvershoot: MetricSpec<'counter', ByPeriod>;
  readonly quotaEstimatedTokens: MetricSpec<'histogram', NoAttributes>;
  readonly quotaActualTokens: MetricSpec<'histogram', NoAttributes>;
};

const byPeriod: ByPeriod = { period: text() };

export const quotaSpecs: QuotaSpecs = {
  quotaPreflight: counter({
    name: 'quota_preflight',
    unit: '{check}',
    description: 'Quota checks before a turn, once per check.',
    attributes: { decision: text(), model: text(), tier: text() },
  }),
  quotaReserve: counter({
    name: 'quota_reserve',
    unit: '{reservation}',
    description: 'Reservations made against a quota, once per turn and period.',
    attributes: byPeriod,
  }),
  quotaCommit: counter({
    name: 'quota_commit',
    unit: '{reservation}',
    description: 'Reservations settled with what the turn really used, once per turn and period.',
    attributes: byPeriod,
  }),
  quotaOvershoot: counter({
    name: 'quota_overshoot',
    unit: '{reservation}',
    description: 'Reservations whose turn used more than was reserved, once per turn and period.',
    attributes: byPeriod,
  }),
  quotaEstimatedTokens: histogram({
    name: 'quota_estimated_tokens',
    unit: '{token}',
    description: 'Tokens a turn was estimated to use, once per reservation.',
  }),
  quotaActualTokens: histogram({
    name: 'quota_actual_tokens',
    unit: '{token}',
    description: 'Tokens a turn really used, once per settled turn.',
  }),
};

export function quotaMetrics(recorders: Recorders<QuotaSpecs>): QuotaMetrics {
  const { quotaPreflight, quotaReserve, quotaCommit, quotaOvershoot } = recorders;
  const { quotaEstimatedTokens, quotaActualTokens } = recorders;
  return {
    recordQuotaPreflight: (decision, model, tier) => quotaPreflight.add(1, { decision, model, tier }),
    recordQuotaReserve: (period) => quotaReserve.add(1, { period }),
    recordQuotaCommit: (period) => quotaCommit.add(1, { period }),
    recordQuotaOvershoot: (period) => quotaOvershoot.add(1, { period }),
    recordQuotaEstimatedTokens: (tokens) => quotaEstimatedTokens.record(tokens),
    recordQuotaActualTokens: (tokens) => quotaActualTokens.record(tokens),
  };
}

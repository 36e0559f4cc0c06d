import {
  type AttributeKind,
  counter,
  histogram,
  type MetricSpec,
  type NoAttributes,
  oneOf,
  type Recorders,
} from '@portcall/metrics';

/** How a turn shows that nobody works on it any more. */
export const ORPHAN_REASONS = ['stale_progress'] as const;
export type OrphanReason = (typeof ORPHAN_REASONS)[number];

/** The watchdog over turns whose process went away without ending them. */
export interface OrphanMetrics {
  recordOrphanDetected(reason: OrphanReason): void;
  recordOrphanFinalized(reason: OrphanReason): void;
  recordOrphanScanDurationSeconds(seconds: number): void;
}

type ByReason = { readonly reason: AttributeKind<OrphanReason> };

export type OrphanSpecs = {
  readonly orphanDetected: MetricSpec<'counter', ByReason>;
  readonly orphanFinalized: MetricSpec<'counter', ByReason>;
  readonly orphanScanDuration: MetricSpec<'histogram', NoAttributes>;
};

const byReason: ByReason = { reason: oneOf(...ORPHAN_REASONS) };

export const orphanSpecs: OrphanSpecs = {
  orphanDetected: counter({
    name: 'orphan_detected',
    unit: '{turn}',
    description: 'Turns found running with nobody working on them, once per turn.',
    attributes: byReason,
  }),
  orphanFinalized: counter({
    name: 'orphan_finalized',
    unit: '{turn}',
    description: 'Orphaned turns that the watchdog ended, once per turn; part of orphan_detected.',
    attributes: byReason,
  }),
  orphanScanDuration: histogram({
    name: 'orphan_scan_duration_seconds',
    unit: 's',
    description: 'Time one scan for orphaned turns took, once per scan.',
    // From a scan that finds nothing to one that has fallen behind its interval.
    boundaries: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  }),
};

export function orphanMetrics(recorders: Recorders<OrphanSpecs>): OrphanMetrics {
  const { orphanDetected, orphanFinalized, orphanScanDuration } = recorders;
  return {
    recordOrphanDetected: (reason) => orphanDetected.add(1, { reason }),
    recordOrphanFinalized: (reason) => orphanFinalized.add(1, { reason }),
    recordOrphanScanDurationSeconds: (seconds) => orphanScanDuration.record(seconds),
  };
}

import type { AttachmentMetrics } from './attachments.js';
import type { AuditMetrics } from './audit.js';
import type { CancellationMetrics } from './cancellation.js';
import type { CleanupMetrics } from './cleanup.js';
import type { OrphanMetrics } from './orphans.js';
import type { QuotaMetrics } from './quota.js';
import type { StreamingMetrics } from './streaming.js';
import type { SummaryMetrics } from './summaries.js';
import type { ToolMetrics } from './tools.js';
import type { TurnMetrics } from './turns.js';

/**
 * What a chat service tells about itself, in its own verbs. Domain code depends on this interface, or on one of its ten
 * groups, and on nothing else of telemetry.
 *
 * No method throws, waits or returns anything; a value that cannot be kept is refused, counted and reported once.
 * Times are milliseconds unless the name says seconds.
 */
export interface ChatMetricsPort
  extends StreamingMetrics,
    TurnMetrics,
    AuditMetrics,
    QuotaMetrics,
    CancellationMetrics,
    AttachmentMetrics,
    CleanupMetrics,
    OrphanMetrics,
    SummaryMetrics,
    ToolMetrics {}

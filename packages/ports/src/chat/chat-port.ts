import type { AttachmentMetrics } from './verbs/attachments.js';
import type { AuditMetrics } from './verbs/audit.js';
import type { CancellationMetrics } from './verbs/cancellation.js';
import type { CleanupMetrics } from './verbs/cleanup.js';
import type { OrphanMetrics } from './verbs/orphans.js';
import type { QuotaMetrics } from './verbs/quota.js';
import type { StreamingMetrics } from './verbs/streaming.js';
import type { SummaryMetrics } from './verbs/summaries.js';
import type { ToolMetrics } from './verbs/tools.js';
import type { TurnMetrics } from './verbs/turns.js';

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

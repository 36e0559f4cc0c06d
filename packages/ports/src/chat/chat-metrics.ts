import { type Backend, bind } from '@portcall/metrics';
import { type ChatOptions, chatCatalog } from './catalog.js';
import type { ChatMetricsPort } from './chat-port.js';
import { attachmentMetrics } from './verbs/attachments.js';
import { auditMetrics } from './verbs/audit.js';
import { cancellationMetrics } from './verbs/cancellation.js';
import { cleanupMetrics } from './verbs/cleanup.js';
import { orphanMetrics } from './verbs/orphans.js';
import { quotaMetrics } from './verbs/quota.js';
import { streamingMetrics } from './verbs/streaming.js';
import { summaryMetrics } from './verbs/summaries.js';
import { toolMetrics } from './verbs/tools.js';
import { turnMetrics } from './verbs/turns.js';

/**
 * The chat port over a backend; over `noop()` it does nothing. Methods may be passed around on their own.
 *
 * @throws Error for a prefix that is not snake_case, and when the backend has a metric of the same name that is
 *   declared differently
 */
export function chatMetrics(backend: Backend, options: ChatOptions = {}): ChatMetricsPort {
  const recorders = bind(chatCatalog(options), backend);
  return Object.freeze({
    ...streamingMetrics(recorders),
    ...turnMetrics(recorders),
    ...auditMetrics(recorders),
    ...quotaMetrics(recorders),
    ...cancellationMetrics(recorders),
    ...attachmentMetrics(recorders),
    ...cleanupMetrics(recorders),
    ...orphanMetrics(recorders),
    ...summaryMetrics(recorders),
    ...toolMetrics(recorders),
  });
}

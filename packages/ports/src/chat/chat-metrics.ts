import { type Backend, bind } from '@portcall/metrics';
import { attachmentMetrics } from './attachments.js';
import { auditMetrics } from './audit.js';
import { cancellationMetrics } from './cancellation.js';
import { type ChatOptions, chatCatalog } from './catalog.js';
import type { ChatMetricsPort } from './chat-port.js';
import { cleanupMetrics } from './cleanup.js';
import { orphanMetrics } from './orphans.js';
import { quotaMetrics } from './quota.js';
import { streamingMetrics } from './streaming.js';
import { summaryMetrics } from './summaries.js';
import { toolMetrics } from './tools.js';
import { turnMetrics } from './turns.js';

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

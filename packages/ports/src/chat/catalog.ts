import { checkOptions } from '@portcall/core/internal';
import { type Catalog, defineCatalog, subset, sum } from '@portcall/metrics';
import { type AttachmentSpecs, attachmentSpecs } from './verbs/attachments.js';
import { type AuditSpecs, auditSpecs } from './verbs/audit.js';
import { type CancellationSpecs, cancellationSpecs } from './verbs/cancellation.js';
import { type CleanupSpecs, cleanupSpecs } from './verbs/cleanup.js';
import { type OrphanSpecs, orphanSpecs } from './verbs/orphans.js';
import { type QuotaSpecs, quotaSpecs } from './verbs/quota.js';
import { type StreamingSpecs, streamingSpecs } from './verbs/streaming.js';
import { type SummarySpecs, summarySpecs } from './verbs/summaries.js';
import { type ToolSpecs, toolSpecs } from './verbs/tools.js';
import { type TurnSpecs, turnSpecs } from './verbs/turns.js';

export type ChatSpecs = StreamingSpecs &
  TurnSpecs &
  AuditSpecs &
  QuotaSpecs &
  CancellationSpecs &
  AttachmentSpecs &
  CleanupSpecs &
  OrphanSpecs &
  SummarySpecs &
  ToolSpecs;

export interface ChatOptions {
  /** Stands before every metric name, with an underscore between; empty for none. @default 'mini_chat' */
  readonly prefix?: string;
}

/**
 * Every metric of a chat service, with what always holds between them.
 *
 * @throws Error for a prefix that is not snake_case, and for other options
 */
export function chatCatalog(options: ChatOptions = {}): Catalog<ChatSpecs> {
  checkOptions(options, { prefix: true }, 'chatCatalog()');
  const { prefix = 'mini_chat' } = options;
  return defineCatalog<ChatSpecs>({
    scope: 'mini_chat',
    prefix,
    metrics: {
      ...streamingSpecs,
      ...turnSpecs,
      ...auditSpecs,
      ...quotaSpecs,
      ...cancellationSpecs,
      ...attachmentSpecs,
      ...cleanupSpecs,
      ...orphanSpecs,
      ...summarySpecs,
      ...toolSpecs,
    },
    relations: [
      sum('streamStarted', ['streamCompleted', 'streamFailed'], { onceZero: 'activeStreams' }),
      subset('streamIncomplete', 'streamCompleted'),
    ],
  });
}

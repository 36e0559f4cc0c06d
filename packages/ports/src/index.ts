export { callMetrics } from './calls/call-metrics.js';
export { type CallOptions, type CallSpecs, callCatalog } from './calls/catalog.js';
export {
  ATTACHMENT_KINDS,
  type AttachmentKind,
  type AttachmentMetrics,
  type AttachmentSpecs,
  UPLOAD_RESULTS,
  type UploadResult,
} from './chat/attachments.js';
export { AUDIT_RESULTS, type AuditMetrics, type AuditResult, type AuditSpecs } from './chat/audit.js';
export {
  ABORT_TRIGGERS,
  type AbortTrigger,
  CANCEL_TRIGGERS,
  type CancellationMetrics,
  type CancellationSpecs,
  type CancelTrigger,
} from './chat/cancellation.js';
export { type ChatOptions, type ChatSpecs, chatCatalog } from './chat/catalog.js';
export { chatMetrics } from './chat/chat-metrics.js';
export type { ChatMetricsPort } from './chat/chat-port.js';
export {
  BACKLOG_STATES,
  type BacklogState,
  CLEANUP_RESOURCE_TYPES,
  type CleanupMetrics,
  type CleanupResourceType,
  type CleanupSpecs,
} from './chat/cleanup.js';
export { ORPHAN_REASONS, type OrphanMetrics, type OrphanReason, type OrphanSpecs } from './chat/orphans.js';
export type { QuotaMetrics, QuotaSpecs } from './chat/quota.js';
export { STREAM_STAGES, type StreamingMetrics, type StreamingSpecs, type StreamStage } from './chat/streaming.js';
export {
  SUMMARY_EXECUTION_RESULTS,
  SUMMARY_TRIGGER_RESULTS,
  type SummaryExecutionResult,
  type SummaryMetrics,
  type SummarySpecs,
  type SummaryTriggerResult,
} from './chat/summaries.js';
export type { ToolMetrics, ToolSpecs } from './chat/tools.js';
export {
  TURN_OPS,
  TURN_RESULTS,
  type TurnMetrics,
  type TurnOp,
  type TurnResult,
  type TurnSpecs,
} from './chat/turns.js';
export {
  type DeliveryAttributes,
  type DeliveryOptions,
  type DeliverySpecs,
  deliveryCatalog,
} from './delivery/catalog.js';
export { deliveryMetrics } from './delivery/delivery-metrics.js';
export type { EventMetrics } from './delivery/event-metrics.js';
export { INVALID_ENDPOINT } from './delivery/origin-cache.js';
export { type PluginOptions, type PluginSpecs, pluginCatalog } from './plugin/catalog.js';
export { meterInvocations } from './plugin/meter-invocations.js';

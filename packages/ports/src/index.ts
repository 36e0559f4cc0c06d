export { callMetrics } from './calls/call-metrics.js';
export { type CallOptions, type CallSpecs, callCatalog } from './calls/catalog.js';
export { type ChatOptions, type ChatSpecs, chatCatalog } from './chat/catalog.js';
export { chatMetrics } from './chat/chat-metrics.js';
export type { ChatMetricsPort } from './chat/chat-port.js';
export {
  ATTACHMENT_KINDS,
  type AttachmentKind,
  type AttachmentMetrics,
  type AttachmentSpecs,
  UPLOAD_RESULTS,
  type UploadResult,
} from './chat/verbs/attachments.js';
export { AUDIT_RESULTS, type AuditMetrics, type AuditResult, type AuditSpecs } from './chat/verbs/audit.js';
export {
  ABORT_TRIGGERS,
  type AbortTrigger,
  CANCEL_TRIGGERS,
  type CancellationMetrics,
  type CancellationSpecs,
  type CancelTrigger,
} from './chat/verbs/cancellation.js';
export {
  BACKLOG_STATES,
  type BacklogState,
  CLEANUP_RESOURCE_TYPES,
  type CleanupMetrics,
  type CleanupResourceType,
  type CleanupSpecs,
} from './chat/verbs/cleanup.js';
export { ORPHAN_REASONS, type OrphanMetrics, type OrphanReason, type OrphanSpecs } from './chat/verbs/orphans.js';
export type { QuotaMetrics, QuotaSpecs } from './chat/verbs/quota.js';
export { STREAM_STAGES, type StreamingMetrics, type StreamingSpecs, type StreamStage } from './chat/verbs/streaming.js';
export {
  SUMMARY_EXECUTION_RESULTS,
  SUMMARY_TRIGGER_RESULTS,
  type SummaryExecutionResult,
  type SummaryMetrics,
  type SummarySpecs,
  type SummaryTriggerResult,
} from './chat/verbs/summaries.js';
export type { ToolMetrics, ToolSpecs } from './chat/verbs/tools.js';
export {
  TURN_OPS,
  TURN_RESULTS,
  type TurnMetrics,
  type TurnOp,
  type TurnResult,
  type TurnSpecs,
} from './chat/verbs/turns.js';
export { type GenAiNames, type GenAiOptions, type GenAiSpecs, genAiCatalog } from './gen-ai/catalog.js';
export { genAiMetrics } from './gen-ai/gen-ai-metrics.js';
export type {
  AgentInvocation,
  GenAiMetrics,
  ModelCall,
  ModelRequest,
  TokenUsage,
  ToolExecution,
} from './gen-ai/model-call.js';
export { type HttpClientSpecs, httpClientCatalog } from './http/client-catalog.js';
export { type HttpServerSpecs, httpServerCatalog } from './http/server-catalog.js';
export {
  type NotificationAttributes,
  type NotificationOptions,
  type NotificationSpecs,
  notificationCatalog,
} from './notification/catalog.js';
export type { EventMetrics } from './notification/event-metrics.js';
export { notificationMetrics } from './notification/notification-metrics.js';
export { INVALID_ENDPOINT } from './notification/origin-cache.js';
export { type PluginOptions, type PluginSpecs, pluginCatalog } from './plugin/catalog.js';
export { meterInvocations } from './plugin/meter-invocations.js';

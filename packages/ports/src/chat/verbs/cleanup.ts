import {
  type AttributeKind,
  counter,
  gauge,
  type MetricSpec,
  type NoAttributes,
  oneOf,
  type Recorders,
  text,
} from '@portcall/metrics';

// The seed spells out `file` alone where no vector store fails yet; one set for all keeps the first one from being refused.
export const CLEANUP_RESOURCE_TYPES = ['file', 'vector_store'] as const;
export type CleanupResourceType = (typeof CLEANUP_RESOURCE_TYPES)[number];

export const BACKLOG_STATES = ['pending', 'failed'] as const;
export type BacklogState = (typeof BACKLOG_STATES)[number];

/** What is left at the provider when a chat is deleted, and its removal. */
export interface CleanupMetrics {
  recordCleanupCompleted(resourceType: CleanupResourceType): void;
  /** Given up after the last retry. */
  recordCleanupFailed(resourceType: CleanupResourceType): void;
  /** `reason` is free-form, from a small set: error codes of the provider. */
  recordCleanupRetry(resourceType: CleanupResourceType, reason: string): void;
  /** How many there are now. */
  recordCleanupBacklog(state: BacklogState, resourceType: CleanupResourceType, count: number): void;
  /** A vector store removed although some of its attachments could not be. */
  recordCleanupVsWithFailedAttachments(): void;
}

type ByResource = { readonly resource_type: AttributeKind<CleanupResourceType> };

export type CleanupSpecs = {
  readonly cleanupCompleted: MetricSpec<'counter', ByResource>;
  readonly cleanupFailed: MetricSpec<'counter', ByResource>;
  readonly cleanupRetry: MetricSpec<'counter', ByResource & { readonly reason: AttributeKind<string> }>;
  readonly cleanupBacklog: MetricSpec<'gauge', { readonly state: AttributeKind<BacklogState> } & ByResource>;
  readonly cleanupVectorStoreWithFailedAttachments: MetricSpec<'counter', NoAttributes>;
};

const byResource: ByResource = { resource_type: oneOf(...CLEANUP_RESOURCE_TYPES) };

export const cleanupSpecs: CleanupSpecs = {
  cleanupCompleted: counter({
    name: 'cleanup_completed',
    unit: '{resource}',
    description: 'Resources removed from the provider, once per resource.',
    attributes: byResource,
  }),
  cleanupFailed: counter({
    name: 'cleanup_failed',
    unit: '{resource}',
    description: 'Resources whose removal was given up, once per resource.',
    attributes: byResource,
  }),
  cleanupRetry: counter({
    name: 'cleanup_retry',
    unit: '{retry}',
    description: 'Removals put off to a later run, once per failed attempt.',
    attributes: { ...byResource, reason: text() },
  }),
  cleanupBacklog: gauge({
    name: 'cleanup_backlog',
    unit: '{resource}',
    description: 'Resources that wait for their removal, or whose removal was given up, as of the last run.',
    attributes: { state: oneOf(...BACKLOG_STATES), ...byResource },
  }),
  cleanupVectorStoreWithFailedAttachments: counter({
    name: 'cleanup_vector_store_with_failed_attachments',
    unit: '{vector_store}',
    description: 'Vector stores removed although some of their attachments could not be, once per vector store.',
  }),
};

export function cleanupMetrics(recorders: Recorders<CleanupSpecs>): CleanupMetrics {
  const { cleanupCompleted, cleanupFailed, cleanupRetry, cleanupBacklog } = recorders;
  const { cleanupVectorStoreWithFailedAttachments } = recorders;
  return {
    recordCleanupCompleted: (resourceType) => cleanupCompleted.add(1, { resource_type: resourceType }),
    recordCleanupFailed: (resourceType) => cleanupFailed.add(1, { resource_type: resourceType }),
    recordCleanupRetry: (resourceType, reason) => cleanupRetry.add(1, { resource_type: resourceType, reason }),
    recordCleanupBacklog: (state, resourceType, count) =>
      cleanupBacklog.record(count, { state, resource_type: resourceType }),
    recordCleanupVsWithFailedAttachments: () => cleanupVectorStoreWithFailedAttachments.add(1),
  };
}

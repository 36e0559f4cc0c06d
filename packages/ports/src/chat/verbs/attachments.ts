import {
  type AttributeKind,
  counter,
  histogram,
  type MetricSpec,
  type NoAttributes,
  oneOf,
  type Recorders,
  upDownCounter,
} from '@portcall/metrics';

export const ATTACHMENT_KINDS = ['document', 'image'] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

export const UPLOAD_RESULTS = ['ok', 'file_too_large', 'unsupported_type', 'provider_error'] as const;
export type UploadResult = (typeof UPLOAD_RESULTS)[number];

/** Files and images that users attach to their turns. */
export interface AttachmentMetrics {
  recordAttachmentUpload(kind: AttachmentKind, result: UploadResult): void;
  recordAttachmentUploadBytes(kind: AttachmentKind, bytes: number): void;
  incrementAttachmentsPending(): void;
  decrementAttachmentsPending(): void;
  recordImageInputsPerTurn(count: number): void;
}

type ByKind = { readonly kind: AttributeKind<AttachmentKind> };

export type AttachmentSpecs = {
  readonly attachmentUpload: MetricSpec<'counter', ByKind & { readonly result: AttributeKind<UploadResult> }>;
  readonly attachmentUploadBytes: MetricSpec<'histogram', ByKind>;
  readonly attachmentsPending: MetricSpec<'upDownCounter', NoAttributes>;
  readonly imageInputsPerTurn: MetricSpec<'histogram', NoAttributes>;
};

const byKind: ByKind = { kind: oneOf(...ATTACHMENT_KINDS) };

export const attachmentSpecs: AttachmentSpecs = {
  attachmentUpload: counter({
    name: 'attachment_upload',
    unit: '{upload}',
    description: 'Uploads of attachments, once per upload, refused ones included.',
    attributes: { ...byKind, result: oneOf(...UPLOAD_RESULTS) },
  }),
  attachmentUploadBytes: histogram({
    name: 'attachment_upload_bytes',
    unit: 'By',
    description: 'Size of an attachment that was uploaded, once per upload.',
    attributes: byKind,
  }),
  attachmentsPending: upDownCounter({
    name: 'attachments_pending',
    unit: '{attachment}',
    description: 'Attachments received and not yet accepted or refused by the provider.',
  }),
  imageInputsPerTurn: histogram({
    name: 'image_inputs_per_turn',
    unit: '{image}',
    description: 'Images given to the model with a turn, once per turn, turns without any included.',
    boundaries: [0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20],
  }),
};

export function attachmentMetrics(recorders: Recorders<AttachmentSpecs>): AttachmentMetrics {
  const { attachmentUpload, attachmentUploadBytes, attachmentsPending, imageInputsPerTurn } = recorders;
  return {
    recordAttachmentUpload: (kind, result) => attachmentUpload.add(1, { kind, result }),
    recordAttachmentUploadBytes: (kind, bytes) => attachmentUploadBytes.record(bytes, { kind }),
    incrementAttachmentsPending: () => attachmentsPending.add(1),
    decrementAttachmentsPending: () => attachmentsPending.add(-1),
    recordImageInputsPerTurn: (count) => imageInputsPerTurn.record(count),
  };
}

import type { ChatMetricsPort } from '@portcall/ports';
import type { ModelProvider } from './model-provider.js';

export type AttachmentKind = 'document' | 'image';
export type UploadResult = 'ok' | 'file_too_large' | 'unsupported_type' | 'provider_error';

export interface Upload {
  readonly threadId: string;
  readonly kind: AttachmentKind;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What the provider keeps for a thread. */
export interface ThreadFiles {
  readonly files: readonly string[];
  /** Where documents are searched; a thread without documents has none. */
  readonly vectorStore: string | undefined;
}

const TYPES: Readonly<Record<AttachmentKind, RegExp>> = { document: /\.(txt|md|csv)$/, image: /\.(png|jpg)$/ };
const MOST_BYTES: Readonly<Record<AttachmentKind, number>> = { document: 64 * 1_024, image: 16 * 1_024 };

/** Files and images that users give along with their questions. */
export class Attachments {
  private readonly byThread = new Map<string, { files: string[]; vectorStore: string | undefined }>();

  constructor(
    private readonly metrics: ChatMetricsPort,
    private readonly provider: ModelProvider,
  ) {}

  async upload(upload: Upload): Promise<UploadResult> {
    this.metrics.incrementAttachmentsPending();
    const result = await this.accepted(upload);
    this.metrics.recordAttachmentUpload(upload.kind, result);
    if (result === 'ok') this.metrics.recordAttachmentUploadBytes(upload.kind, upload.bytes.byteLength);
    this.metrics.decrementAttachmentsPending();
    return result;
  }

  /** Hands over what a thread has at the provider; from then on it has nothing. */
  take(threadId: string): ThreadFiles {
    const files = this.byThread.get(threadId) ?? { files: [], vectorStore: undefined };
    this.byThread.delete(threadId);
    return files;
  }

  private async accepted({ threadId, kind, name, bytes }: Upload): Promise<UploadResult> {
    if (!TYPES[kind].test(name)) return 'unsupported_type';
    if (bytes.byteLength > MOST_BYTES[kind]) return 'file_too_large';
    try {
      const file = await this.provider.upload(name, bytes);
      const { files, vectorStore } = this.byThread.get(threadId) ?? { files: [], vectorStore: undefined };
      this.byThread.set(threadId, {
        files: [...files, file],
        vectorStore: kind === 'document' ? `store-of-${threadId}` : vectorStore,
      });
      return 'ok';
    } catch {
      return 'provider_error';
    }
  }
}

import type { ChatMetricsPort } from '@portcall/ports';
import type { ThreadFiles } from './attachments.js';
import { codeOf, type ModelProvider, type ResourceType } from './model-provider.js';

interface Leftover {
  readonly threadId: string;
  readonly type: ResourceType;
  readonly id: string;
  attempts: number;
  state: 'pending' | 'failed';
}

const MOST_ATTEMPTS = 3;
const STATES = ['pending', 'failed'] as const;
const TYPES = ['file', 'vector_store'] as const;

/** Removes from the provider what deleted threads have left there, a step per run. */
export class Cleanup {
  private leftovers: Leftover[] = [];

  constructor(
    private readonly metrics: ChatMetricsPort,
    private readonly provider: ModelProvider,
  ) {}

  get pending(): number {
    return this.leftovers.filter(({ state }) => state === 'pending').length;
  }

  enqueue(threadId: string, { files, vectorStore }: ThreadFiles): void {
    for (const id of files) this.leftovers.push({ threadId, type: 'file', id, attempts: 0, state: 'pending' });
    if (vectorStore !== undefined) {
      this.leftovers.push({ threadId, type: 'vector_store', id: vectorStore, attempts: 0, state: 'pending' });
    }
  }

  /** Tries once whatever can be removed now. */
  async run(): Promise<void> {
    for (const leftover of this.leftovers.filter((candidate) => this.isDue(candidate))) await this.remove(leftover);
    for (const state of STATES) {
      for (const type of TYPES) this.metrics.recordCleanupBacklog(state, type, this.count(state, type));
    }
  }

  /** A vector store goes last: while a file is in it, the provider does not let go of the file. */
  private isDue({ type, state, threadId }: Leftover): boolean {
    return state === 'pending' && (type === 'file' || !this.hasFiles(threadId, 'pending'));
  }

  private async remove(leftover: Leftover): Promise<void> {
    const { threadId, type, id } = leftover;
    leftover.attempts += 1;
    try {
      await this.provider.remove(type, id);
      this.leftovers = this.leftovers.filter((other) => other !== leftover);
      this.metrics.recordCleanupCompleted(type);
      if (type === 'vector_store' && this.hasFiles(threadId, 'failed')) {
        this.metrics.recordCleanupVsWithFailedAttachments();
      }
    } catch (error) {
      if (leftover.attempts < MOST_ATTEMPTS) {
        this.metrics.recordCleanupRetry(type, codeOf(error));
      } else {
        leftover.state = 'failed';
        this.metrics.recordCleanupFailed(type);
      }
    }
  }

  private hasFiles(threadId: string, state: Leftover['state']): boolean {
    return this.leftovers.some(
      (other) => other.type === 'file' && other.threadId === threadId && other.state === state,
    );
  }

  private count(state: Leftover['state'], type: ResourceType): number {
    return this.leftovers.filter((leftover) => leftover.state === state && leftover.type === type).length;
  }
}

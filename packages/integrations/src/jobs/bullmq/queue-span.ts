/** What BullMQ carries from one of its parts to another: what came with a job, and what is going on. */
export interface QueueContext {
  /** Of the job, as `metadata()` gave it where that was added. */
  readonly metadata: string | undefined;
  readonly span: QueueSpan | undefined;
}

export const ORIGIN_NONE: QueueContext = Object.freeze({ metadata: undefined, span: undefined });

export type QueueAttributes = Readonly<Record<string, unknown>>;

export const QUEUE_NAME = 'bullmq.queue.name';
export const QUEUE_OPERATION = 'bullmq.queue.operation';
export const JOB_NAME = 'bullmq.job.name';

/** As BullMQ's interface wants it, but for what it runs and what it hands on. */
export abstract class QueueSpan {
  setSpanOnContext({ metadata }: QueueContext): QueueContext {
    return { metadata, span: this };
  }

  setAttribute(key: string, value: unknown): void {
    this.setAttributes({ [key]: value });
  }

  abstract setAttributes(attributes: QueueAttributes): void;

  addEvent(_name: string, _attributes?: QueueAttributes): void {}

  recordException(_thrown: unknown): void {}

  end(): void {}

  /** Runs the part of BullMQ's work that this is. */
  abstract run<T>(body: () => T): T;

  /** What jobs that it adds keep of it. */
  metadata(): string {
    return '';
  }
}

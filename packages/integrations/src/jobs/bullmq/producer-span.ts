import { schedule } from '@portcall/trace';
import { originHere } from '@portcall/trace/internal';
import { unreported } from '../../measuring/measurement.js';
import { delayOfAdded } from './added.js';
import { metadataOf } from './origin.js';
import { JOB_NAME, QUEUE_NAME, QUEUE_OPERATION, type QueueAttributes, QueueSpan } from './queue-span.js';

const BULK_NAMES = 'bullmq.job.bulk.names';

/** The running call adds jobs. */
export class ProducerSpan extends QueueSpan {
  private queue = '';
  private operation = '';
  private isNoted = false;

  /** @param name what is done, and to what: `add emails.welcome`, `addBulk emails`, `addNode emails` */
  constructor(private readonly name: string) {
    super();
  }

  override setAttributes(attributes: QueueAttributes): void {
    const { [QUEUE_NAME]: queue, [QUEUE_OPERATION]: operation, [BULK_NAMES]: names, [JOB_NAME]: job } = attributes;
    if (typeof operation === 'string' && typeof queue === 'string') {
      this.queue = queue;
      this.operation = operation;
      if (operation === 'add') this.note([this.name.slice('add '.length)]);
    }
    if (Array.isArray(names)) this.note(names.map((name) => `${this.queue}.${name}`));
    if (this.operation === 'addNode' && typeof job === 'string') this.note([`${this.queue}.${job}`]);
  }

  override run<T>(body: () => T): T {
    return unreported(body);
  }

  override metadata(): string {
    return metadataOf(originHere());
  }

  private note(jobs: readonly string[]): void {
    if (this.isNoted) return;
    this.isNoted = true;
    const delayMs = delayOfAdded();
    for (const job of jobs) schedule(job, { delayMs });
  }
}

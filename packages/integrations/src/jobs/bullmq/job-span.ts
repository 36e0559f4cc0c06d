import { type CallAttributes, type OpenedCall, openCall, runScheduled } from '@portcall/trace';
import { originIn } from './origin.js';
import { JOB_NAME, QUEUE_NAME, type QueueAttributes, type QueueContext, QueueSpan } from './queue-span.js';
import { thrownIn } from './thrown.js';

const FAILED = 'job failed';
const FAILED_REASON = 'bullmq.job.failed.reason';

/** What BullMQ says of a job that goes on with its call. */
const KEPT: readonly (readonly [of: string, as: string])[] = [
  ['bullmq.job.id', 'messaging.message.id'],
  [JOB_NAME, JOB_NAME],
  ['bullmq.job.attempts.made', 'bullmq.job.attempts.made'],
];

/** One attempt of a job, which is a call. */
export class JobSpan extends QueueSpan {
  private queue = '';
  private call: OpenedCall | undefined;
  private failure: { readonly reason: string } | undefined;

  constructor(private readonly context: QueueContext) {
    super();
  }

  override run<T>(body: () => T): T {
    return runScheduled(originIn(this.context.metadata), () => {
      // The name of the job is told when it begins.
      this.call = openCall(this.queue, { type: 'action', kind: 'consumer', attributes: this.attributes() });
      return this.call === undefined ? body() : this.call.run(body);
    });
  }

  override setAttributes(attributes: QueueAttributes): void {
    const { [QUEUE_NAME]: queue, [JOB_NAME]: job } = attributes;
    if (typeof queue === 'string') this.queue = queue;
    if (this.call === undefined || this.call.isFinished) return;
    if (typeof job === 'string') this.call.rename(`${this.queue}.${job}`);
    const said = kept(attributes);
    if (said !== undefined) this.call.setAttributes(said);
  }

  override addEvent(name: string, attributes: QueueAttributes = {}): void {
    const { [FAILED_REASON]: reason } = attributes;
    if (name === FAILED) this.failure = { reason: typeof reason === 'string' ? reason : '' };
  }

  override recordException(thrown: unknown): void {
    this.call?.failed(thrown);
  }

  /** One that was put off, by itself or by a limit, has not failed. */
  override end(): void {
    if (this.call === undefined) return;
    const thrown = thrownIn(this.call.call);
    if (this.failure === undefined) this.call.succeeded();
    else if (thrown === undefined) this.call.failedWith('JobFailed', this.failure.reason);
    else this.call.failed(thrown.value);
  }

  /** As the conventions for messaging name them. */
  private attributes(): CallAttributes {
    return {
      'messaging.system': 'bullmq',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': this.queue,
    };
  }
}

/** Undefined where there is nothing of it, as in most of what is said. */
function kept(attributes: QueueAttributes): CallAttributes | undefined {
  let found: Record<string, string | number | boolean> | undefined;
  for (const [of, as] of KEPT) {
    const value = attributes[of];
    if (value === undefined) continue;
    found ??= {};
    found[as] = value as string;
  }
  return found;
}

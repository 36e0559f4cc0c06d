import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Database } from '../database.js';

interface Confirmation {
  readonly orderId: number;
}

const NAME = 'confirmations';

/** Confirms orders, away from the requests that placed them. */
export class OrderConfirmations {
  private readonly queue: Queue<Confirmation>;
  private readonly worker: Worker<Confirmation>;

  constructor(
    private readonly database: Database,
    connection: Redis,
    private readonly log: Logger,
  ) {
    this.queue = new Queue<Confirmation>(NAME, { connection });
    this.worker = new Worker<Confirmation>(NAME, async ({ data }) => this.confirm(data), { connection });
    this.worker.on('failed', (job, error) => log.error({ job: job?.id, error: error.message }, 'confirmation failed'));
  }

  async request(orderId: number): Promise<void> {
    await this.queue.add('confirm', { orderId }, { removeOnComplete: true, attempts: 3 });
  }

  async close(): Promise<void> {
    await this.worker.close();
    await this.queue.close();
  }

  private async confirm({ orderId }: Confirmation): Promise<void> {
    await this.database.updateTable('orders').set({ confirmed: true }).where('id', '=', orderId).execute();
    this.log.info({ orderId }, 'order confirmed');
  }
}

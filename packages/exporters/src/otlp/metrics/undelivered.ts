import { report } from '@portcall/core';
import type { MetricsRequest } from '@portcall/formats';

const MOST_EXPORTS = 8;

type Requests = readonly MetricsRequest[];

/** The exports of deltas that a receiver has not got yet, oldest first: unlike sums, no later one carries their numbers. */
export class Undelivered {
  private readonly exports: Requests[] = [];

  /** @param to the receiver, as it may be printed */
  constructor(private readonly to: string) {}

  get isEmpty(): boolean {
    return this.exports.length === 0;
  }

  /** Past 8 exports the oldest is lost. */
  keep(requests: Requests): void {
    if (requests.length === 0) return;
    this.exports.push(requests);
    if (this.exports.length <= MOST_EXPORTS) return;
    this.lost(this.exports.shift() as Requests, `more than ${MOST_EXPORTS} exports wait for it`);
  }

  /** Takes what waits, and puts back what `send` gives back. Stops there. */
  async sendAgain(send: (requests: Requests) => Promise<Requests>): Promise<void> {
    while (!this.isEmpty) {
      const left = await send(this.exports[0] as Requests);
      if (left.length > 0) {
        this.exports[0] = left;
        return;
      }
      this.exports.shift();
    }
  }

  /** Nothing will be sent any more. */
  end(): void {
    for (const requests of this.exports.splice(0)) this.lost(requests, 'telemetry ended before it took them');
  }

  private lost(requests: Requests, why: string): void {
    report({
      key: 'export.metrics_dropped',
      about: this.to,
      message: `metrics to ${this.to}: data points are lost because ${why}; check that the receiver is up`,
      count: requests.reduce((sum, { points }) => sum + points, 0),
    });
  }
}

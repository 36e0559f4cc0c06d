import type { ChatMetricsPort } from '@portcall/ports';

/** What is kept of a turn for whoever has to look into it later; never what was said. */
export interface AuditEvent {
  readonly turnId: string;
  readonly userId: string;
  readonly model: string;
  readonly outcome: string;
}

export interface AuditSink {
  deliver(event: AuditEvent): Promise<'accepted' | 'busy' | 'refused'>;
}

const MOST_ATTEMPTS = 3;

/** Hands audit events over, one at a time and patiently. */
export class Audit {
  constructor(
    private readonly metrics: ChatMetricsPort,
    private readonly sink: AuditSink,
  ) {}

  async emit(event: AuditEvent): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.sink.deliver(event);
      const again = answer === 'busy' && attempt < MOST_ATTEMPTS;
      this.metrics.recordAuditEmit(answer === 'accepted' ? 'ok' : again ? 'retry' : 'reject');
      if (!again) return;
    }
  }
}

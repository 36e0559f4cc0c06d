import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditSink } from './domain/audit.js';

/** Every eighth delivery finds it busy. */
const BUSY_EVERY = 8;
/** Long enough for a client to leave between the end of its answer and the end of its turn. */
const DELIVERY_MS = 40;

/** Stands in for an audit service: slow, now and then busy, and it refuses events of users it does not know. */
export function standInAuditSink(): AuditSink {
  let deliveries = 0;
  return {
    async deliver({ userId }) {
      await sleep(DELIVERY_MS);
      if (userId === 'stranger') return 'refused';
      deliveries += 1;
      return deliveries % BUSY_EVERY === 0 ? 'busy' : 'accepted';
    },
  };
}

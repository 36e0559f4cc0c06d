import { report } from '@portcall/core';
import { notice } from '@portcall/core/internal';
import type { DropReason, Failure, Outage, OutboxListener } from '@portcall/outbox';
import { plainText } from '../../plain-text.js';
import type { Destination } from '../destination.js';
import { failedExport } from './failed-export.js';

export type What = 'spans' | 'metrics';

const MINUTE = 60_000;

/**
 * Says what becomes of what is sent to one receiver: when it fails, when it works again, and each kind of loss.
 * @param carriesOver whether what is lost of one export is in the next: sums are cumulative
 */
export function outboxReports(what: What, to: Destination, carriesOver = false): OutboxListener {
  const about = `${what} to ${to.shown}`;
  return {
    failing(failure) {
      const { reason, fix } = failedExport(failure, to);
      report({
        key: 'export.failing',
        about,
        message: `${what} cannot be delivered to ${to.shown}: ${reason}; they are kept and sent again; ${fix}`,
        againAfterMillis: MINUTE,
      });
    },
    working(after) {
      notice({ key: 'export.working', about, message: `${about} are delivered again ${summary(after)}` });
    },
    dropped(reason, items, failure) {
      if (!isSaidHere(reason)) return;
      report({
        key: LOST[reason],
        about,
        message() {
          const { why, fix } = whyLost(reason, to, failure);
          return `${about}: ${ITEMS[what]} are lost because ${why}${carriesOver ? CARRIED_OVER : ''}; ${fix}`;
        },
        count: items,
        againAfterMillis: MINUTE,
      });
    },
    rejected(items, said) {
      report({
        key: REJECTED[what],
        about: to.shown,
        message: () => rejection(what, to, items, plainText(said) || 'no reason given'),
        count: Math.max(items, 1),
        againAfterMillis: MINUTE,
      });
    },
  };
}

function summary({ millis, kept, lost }: Outage): string {
  return `after ${(millis / 1_000).toFixed(1)} s; ${kept} were kept and are sent now, ${lost} were lost`;
}

const CARRIED_OVER = '; sums are cumulative, and the next export that is taken carries them';

const ITEMS = { metrics: 'data points', spans: 'spans' } as const;

const REJECTED = { metrics: 'export.metrics_rejected', spans: 'export.spans_rejected' } as const;

/** A receiver that rejects nothing may still have something to say. */
function rejection(what: What, { shown }: Destination, rejected: number, reason: string): string {
  return rejected === 0
    ? `${what} to ${shown}: the receiver took everything with a warning (${reason}); nothing is lost; correct what it names`
    : `${what} to ${shown}: the receiver rejected ${rejected} ${ITEMS[what]} (${reason}); they are lost; correct what it names`;
}

/** Of the others: whoever ends says what was left, the spool what it cannot read, and the encoding what it cannot write. */
type Loss = Exclude<DropReason, 'shutdown' | 'spool_corrupt' | 'unsendable'>;

const LOST: Readonly<Record<Loss, string>> = {
  outbox_full: 'export.outbox_full',
  refused: 'export.refused',
  closed: 'export.closed',
};

const isSaidHere = (reason: DropReason): reason is Loss => Object.hasOwn(LOST, reason);

/** Why, and what to do. */
function whyLost(
  reason: Loss,
  to: Destination,
  failure: Failure | undefined,
): { readonly why: string; readonly fix: string } {
  switch (reason) {
    case 'refused': {
      const { reason: why, fix } = failedExport(failure ?? NOTHING_SAID, to);
      return { why, fix };
    }
    case 'outbox_full':
      return {
        why: 'more wait for the receiver than memory may hold',
        fix: 'raise otlp({ maxQueueBytes }), or give otlp() a spool',
      };
    case 'closed':
      return { why: 'they came after telemetry was shut down', fix: 'shut telemetry down last' };
  }
}

const NOTHING_SAID: Failure = { code: '', status: undefined, said: '' };

import type { Slo } from '@portcall/metrics';
import { daysOf } from '@portcall/metrics/internal';

/** A pair of windows in which a budget burns too fast: the long one shows that it matters, the short one that it still does. */
export interface BurnWindows {
  readonly long: string;
  readonly short: string;
  /** How many times faster than the budget allows for. */
  readonly factor: number;
}

export interface BurnAlert {
  readonly severity: 'page' | 'ticket';
  readonly windows: readonly BurnWindows[];
}

interface Share {
  readonly long: string;
  readonly short: string;
  readonly hours: number;
  /** The share of the whole budget that is gone after the long window. */
  readonly budget: number;
}

/**
 * Multi-window, multi-burn-rate alerts. For 30 days: 14.4 and 6 times for pages, 3 and 1 times for tickets.
 * @see https://sre.google/workbook/alerting-on-slos/
 */
const SHARES: Readonly<Record<BurnAlert['severity'], readonly Share[]>> = {
  page: [
    { long: '1h', short: '5m', hours: 1, budget: 0.02 },
    { long: '6h', short: '30m', hours: 6, budget: 0.05 },
  ],
  ticket: [
    { long: '1d', short: '2h', hours: 24, budget: 0.1 },
    { long: '3d', short: '6h', hours: 72, budget: 0.1 },
  ],
};

const SHORTEST_SCALED_DAYS = 28;
const DAYS_OF_THE_WORKBOOK = 30;

/** The alerts of an objective. Those that could never fire, because nothing is worse than all events being bad, are left out. */
export function burnAlerts(slo: Slo): readonly BurnAlert[] {
  const days = daysOf(slo.window) as number;
  return (['page', 'ticket'] as const)
    .map((severity) => ({
      severity,
      windows: SHARES[severity]
        .map((share) => ({ long: share.long, short: share.short, factor: factorOf(share, days) }))
        .filter(({ factor }) => factor * (1 - slo.objective) < 1),
    }))
    .filter(({ windows }) => windows.length > 0);
}

/** A tenth of the budget of a week burns in three days of any week: shorter windows have the rates of the workbook. */
function factorOf({ budget, hours }: Share, days: number): number {
  const scaledTo = days < SHORTEST_SCALED_DAYS ? DAYS_OF_THE_WORKBOOK : days;
  return Number(((budget * scaledTo * 24) / hours).toPrecision(12));
}

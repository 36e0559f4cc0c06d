import type { ChatMetricsPort } from '@portcall/ports';

const PERIODS = ['daily', 'monthly'] as const;
type Period = (typeof PERIODS)[number];

export interface QuotaRules {
  /** Tokens that one user may use within a period. */
  readonly limits: Readonly<Record<Period, number>>;
  /** Answers when a user's daily tokens no longer suffice for the model that was asked for. */
  readonly standardModel: string;
}

/** Tokens set aside for one answer. */
export interface Reservation {
  readonly userId: string;
  /** The model that may answer, which need not be the one that was asked for. */
  readonly model: string;
  readonly tokens: number;
}

/** Tokens per user and period: set aside before an answer, settled with what it really took. */
export class Quota {
  private readonly used = new Map<string, Record<Period, number>>();

  constructor(
    private readonly metrics: ChatMetricsPort,
    private readonly rules: QuotaRules,
  ) {}

  /** Undefined where the user has to wait for the next period. */
  reserve(userId: string, model: string, tokens: number): Reservation | undefined {
    const granted = this.preflight(userId, model, tokens);
    if (granted === undefined) return undefined;
    const used = this.usedBy(userId);
    for (const period of PERIODS) {
      used[period] += tokens;
      this.metrics.recordQuotaReserve(period);
    }
    this.metrics.recordQuotaEstimatedTokens(tokens);
    return { userId, model: granted, tokens };
  }

  commit({ userId, tokens }: Reservation, actual: number): void {
    const used = this.usedBy(userId);
    for (const period of PERIODS) {
      used[period] += actual - tokens;
      this.metrics.recordQuotaCommit(period);
      if (actual > tokens) this.metrics.recordQuotaOvershoot(period);
    }
    this.metrics.recordQuotaActualTokens(actual);
  }

  private preflight(userId: string, model: string, tokens: number): string | undefined {
    const used = this.usedBy(userId);
    const { limits, standardModel } = this.rules;
    const tier = model === standardModel ? 'standard' : 'premium';
    const fits = (period: Period): boolean => used[period] + tokens <= limits[period];
    const [decision, granted] = !fits('monthly')
      ? ['reject', undefined]
      : tier === 'premium' && !fits('daily')
        ? ['downgrade', standardModel]
        : ['allow', model];
    this.metrics.recordQuotaPreflight(decision, model, tier);
    return granted;
  }

  private usedBy(userId: string): Record<Period, number> {
    let used = this.used.get(userId);
    if (used === undefined) {
      used = { daily: 0, monthly: 0 };
      this.used.set(userId, used);
    }
    return used;
  }
}

import type { ChatMetricsPort } from '@portcall/ports';
import { type ModelProvider, tokensIn } from './model-provider.js';
import type { Thread } from './threads.js';

export interface SummaryRules {
  /** Tokens of a thread beyond its last summary from which it gets a new one. */
  readonly tokens: number;
  /** Milliseconds that one attempt may take. */
  readonly timeLimitMs: number;
}

const MOST_ATTEMPTS = 2;
const FALLBACK = '(what was said before is left out)';

/** Keeps long threads within what a model can read, beside the conversation. */
export class Summaries {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly metrics: ChatMetricsPort,
    private readonly provider: ModelProvider,
    private readonly rules: SummaryRules,
  ) {}

  get pending(): number {
    return this.underWay.size;
  }

  /** Starts a summary where the thread has become too long. */
  check(thread: Thread): void {
    const needed = tokensIn(textOf(thread)) > this.rules.tokens;
    this.metrics.recordThreadSummaryTrigger(needed ? 'scheduled' : 'not_needed');
    if (!needed) return;
    const work = this.replaceSummary(thread).finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }

  private async replaceSummary(thread: Thread): Promise<void> {
    const { version } = thread.summary;
    const covers = thread.turns.length;
    const text = await this.summarised(textOf(thread));
    if (thread.summary.version !== version) {
      this.metrics.recordThreadSummaryCasConflict();
      return;
    }
    if (text === undefined) this.metrics.recordSummaryFallback();
    thread.summary = { version: version + 1, covers, text: text ?? FALLBACK };
  }

  private async summarised(text: string): Promise<string | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const signal = AbortSignal.timeout(this.rules.timeLimitMs);
      try {
        const summary = await this.provider.summarise(text, signal);
        this.metrics.recordThreadSummaryExecution('success');
        return summary;
      } catch {
        const last = signal.aborted || attempt === MOST_ATTEMPTS;
        this.metrics.recordThreadSummaryExecution(signal.aborted ? 'timeout' : last ? 'provider_error' : 'retry');
        if (last) return undefined;
      }
    }
  }
}

function textOf({ turns, summary }: Thread): string {
  const settled = turns.slice(summary.covers).filter(({ state }) => state === 'answered');
  return settled.map(({ question, answer }) => `${question}\n${answer}`).join('\n');
}

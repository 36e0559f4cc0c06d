import { type Context, context } from '@opentelemetry/api';
import type { Exemplar, SampledSpans } from '@portcall/metrics';
import { sampledIdsIn } from '@portcall/otel/internal';
import type { FnTrace } from '@portcall/trace';
import { carriedContext } from '@portcall/trace/internal';
import type { ExemplarFilter } from '../settings/exemplar-filter.js';
import { StartedSpans } from './started-spans.js';

interface Sampled {
  readonly isSampled: boolean;
}

type Ids = Pick<Exemplar, 'traceId' | 'spanId'>;

const NO_IDS: Ids = Object.freeze({ traceId: '', spanId: '' });

/**
 * The spans that have begun and not ended, of calls and of others of our tracer provider, and which of them runs: exemplars
 * are taken inside of it. They are counted, so that whatever is recorded outside of any costs one comparison.
 */
export class OpenSpans implements SampledSpans {
  open = 0;
  /** Whether async context is kept by our own manager: to ask that costs a quarter of asking the API. */
  carried = false;
  private readonly outside: Ids | undefined;
  private ended: FnTrace | undefined;

  /** What was begun; undefined where nobody reads it. */
  readonly started: StartedSpans | undefined;
  private recordedOnly = 0;
  private readonly alwaysOpen: number;

  /** @param isShown whether somebody reads what is counted here */
  constructor(filter: ExemplarFilter, isShown = false) {
    this.started = isShown ? new StartedSpans() : undefined;
    this.alwaysOpen = filter === 'always_on' ? 1 : 0; // as if there were always one
    if (filter !== 'always_on') return;
    this.open = this.alwaysOpen;
    this.outside = NO_IDS;
  }

  onStart({ isSampled }: Sampled): void {
    this.open += 1;
    if (!isSampled) this.recordedOnly += 1;
  }

  onEnd({ isSampled }: Sampled): void {
    this.open -= 1;
    if (!isSampled) this.recordedOnly -= 1;
  }

  /** Those that are open, by what the sampler decided. */
  get live(): Readonly<Record<string, number>> {
    const sampled = { RECORD_AND_SAMPLE: this.open - this.alwaysOpen - this.recordedOnly };
    return this.recordedOnly > 0 ? { ...sampled, RECORD_ONLY: this.recordedOnly } : sampled;
  }

  current(): Ids | undefined {
    return (this.ended === undefined ? this.running() : idsOf(this.ended)) ?? this.outside;
  }

  private running(): Ids | undefined {
    const active = this.carried ? (carriedContext() as Context | undefined) : context.active();
    return active && sampledIdsIn(active);
  }

  /** Runs what records something of a call that ends, where its caller's span runs already: that belongs to its own. */
  endingWith(record: (trace: FnTrace) => void): (trace: FnTrace) => void {
    return (trace) => {
      this.ended = trace;
      try {
        record(trace);
      } finally {
        this.ended = undefined;
      }
    };
  }
}

/** A call that is not sampled has none. */
function idsOf({ traceId, spanId }: FnTrace): Ids | undefined {
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId };
}

import {
  type Attributes,
  diag,
  type HrTime,
  type SpanContext,
  type SpanKind,
  type TimeInput,
} from '@opentelemetry/api';
import { GuardedSpan } from '../spans/guard/guarded-span.js';
import type { SpanEvent } from '../spans/op-rendering.js';
import type { SpanIdentity } from '../spans/span-ids.js';
import type { SpanPipeline } from '../spans/span-pipeline.js';
import { timeOf } from '../spans/span-time.js';
import { SpanClock } from './span-clock.js';

/** What a span that is recorded begins with. */
export interface SpanBeginning {
  readonly name: string;
  readonly kind: SpanKind;
  readonly ids: SpanIdentity;
  readonly parentIds: SpanIdentity | undefined;
  /** Undefined for now. */
  readonly startTime: unknown;
}

/**
 * A span that code records through OpenTelemetry's API, an instrumentation's for one. To span processors and exporters it
 * is what the SDK's own would be (`ReadableSpan`), but for what `GuardedSpan` says.
 */
export class RecordedSpan extends GuardedSpan {
  readonly ids: SpanIdentity;
  readonly parentIds: SpanIdentity | undefined;
  readonly kind: SpanKind;
  endTime: HrTime = NOT_YET;
  duration: HrTime = NOT_ENDED;
  private readonly clock: SpanClock;

  constructor(
    beginning: SpanBeginning,
    private readonly pipeline: SpanPipeline,
  ) {
    super(beginning.name, pipeline.limits);
    this.ids = beginning.ids;
    this.parentIds = beginning.parentIds;
    this.kind = beginning.kind;
    this.clock = new SpanClock(beginning.startTime);
  }

  get parentSpanContext(): SpanContext | undefined {
    return this.parentIds?.spanContext();
  }

  get resource(): SpanPipeline['resource'] {
    return this.pipeline.resource;
  }

  get instrumentationScope(): SpanPipeline['scope'] {
    return this.pipeline.scope;
  }

  get startTime(): HrTime {
    return this.clock.start;
  }

  get attributes(): Attributes {
    return this.ownAttributes().values;
  }

  get droppedAttributesCount(): number {
    return this.attributesSet?.dropped ?? 0;
  }

  get events(): SpanEvent[] {
    return this.eventsAdded?.kept ?? [];
  }

  get droppedEventsCount(): number {
    return this.eventsAdded?.dropped ?? 0;
  }

  /** One that would end before it began ends as it begins. */
  end(endTime?: TimeInput): void {
    if (this.isOver()) return;
    // A processor that is told of the end may try to end the span as well.
    if (this.endTime !== NOT_YET) return;
    this.endTime = this.momentOf(endTime);
    this.duration = between(this.startTime, this.endTime);
    if (this.duration[0] < 0) {
      diag.warn(`${this.name}: its end is before its start; its duration is 0; give times of one clock`);
      this.endTime = [...this.startTime];
      this.duration = [0, 0];
    }
    this.pipeline.onEnding?.(this);
    this.lastException = undefined;
    this.ended = true;
    this.pipeline.onEnd(this);
  }

  protected override momentOf(time: unknown): HrTime {
    return timeOf(time, this.clock);
  }

  /** Whose code it is: names of spans may be many. */
  protected override get subject(): string {
    return this.pipeline.scope.name || this.name;
  }
}

// What the SDK shows of a span that has not ended.
const NOT_YET: HrTime = Object.freeze([0, 0]) as unknown as HrTime;
const NOT_ENDED: HrTime = Object.freeze([-1, -1]) as unknown as HrTime;

function between([fromSeconds, from]: HrTime, [toSeconds, to]: HrTime): HrTime {
  return to < from ? [toSeconds - fromSeconds - 1, to - from + 1e9] : [toSeconds - fromSeconds, to - from];
}

import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api';
import { failureOf, systemClock } from '@portcall/core';
import type { FnTrace } from '@portcall/trace';
import { callAttributes, callEvents, callStatus } from './call-rendering.js';
import { hrTimeOf } from './hr-time.js';
import type { SpanEvent } from './op-rendering.js';
import type { SpanPipeline } from './span-pipeline.js';

export interface CallSpanOptions {
  readonly spanContext: SpanContext;
  readonly parentSpanContext: SpanContext | undefined;
  readonly startedAt: number;
  readonly links: Link[];
  readonly opsAreEvents: boolean;
}

/**
 * The span of a call as a view of its record: nothing is copied into it, and its attributes and events are made when an
 * exporter asks for them, away from the call. To the code inside it is a span like others; to a span processor it is what
 * the SDK's own would be (`ReadableSpan`). It ends with its call; `end()` from inside does nothing.
 */
export class CallSpan implements Span {
  readonly kind: SpanKind = SpanKind.INTERNAL;
  readonly startTime: HrTime;
  readonly links: Link[];
  readonly parentSpanContext: SpanContext | undefined;
  readonly droppedAttributesCount = 0;
  readonly droppedLinksCount = 0;
  endTime: HrTime = [0, 0];
  duration: HrTime = [0, 0];
  status: SpanStatus = UNSET;
  ended = false;

  private call: FnTrace | undefined;
  private added: Attributes | undefined;
  private addedEvents: SpanEvent[] | undefined;
  private rendered: { readonly attributes: Attributes; readonly events: readonly SpanEvent[] } | undefined;

  constructor(
    public name: string,
    private readonly pipeline: SpanPipeline,
    private readonly options: CallSpanOptions,
  ) {
    this.startTime = hrTimeOf(options.startedAt);
    this.links = options.links;
    this.parentSpanContext = options.parentSpanContext;
  }

  get resource(): unknown {
    return this.pipeline.resource;
  }

  get instrumentationScope(): SpanPipeline['scope'] {
    return this.pipeline.scope;
  }

  get attributes(): Attributes {
    return this.view().attributes;
  }

  get events(): readonly SpanEvent[] {
    return this.view().events;
  }

  get droppedEventsCount(): number {
    const { ops, schedules } = this.call ?? { ops: [], schedules: [] };
    const all = (this.options.opsAreEvents ? ops.length : 0) + schedules.length + (this.addedEvents?.length ?? 0);
    return Math.max(0, all - this.pipeline.eventLimit);
  }

  finish(call: FnTrace): void {
    if (this.ended) return;
    this.call = call;
    this.endTime = hrTimeOf(this.options.startedAt + call.durationMs);
    this.duration = hrTimeOf(call.durationMs);
    if (this.status.code !== SpanStatusCode.OK && call.outcome.status !== 'ok') {
      const status = callStatus(call);
      if (status.code === SpanStatusCode.ERROR) this.status = status;
    }
    this.rendered = undefined;
    this.ended = true;
    this.pipeline.onEnd(this);
  }

  spanContext(): SpanContext {
    return this.options.spanContext;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue | undefined): this {
    if (this.ended || key === '' || value === undefined || (value as unknown) === null) return this;
    this.added ??= {};
    this.added[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined) this.setAttribute(key, value);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.ended) return this;
    const [attributes, at] = isTime(attributesOrTime) ? [{}, attributesOrTime] : [attributesOrTime ?? {}, time];
    this.addedEvents ??= [];
    this.addedEvents.push({ name, attributes: { ...attributes }, time: timeOf(at) });
    if (this.addedEvents.length > this.pipeline.eventLimit) this.addedEvents.shift();
    return this;
  }

  addLink(link: Link): this {
    if (!this.ended) this.links.push(link);
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    const isFinal = this.ended || this.status.code === SpanStatusCode.OK || status.code === SpanStatusCode.UNSET;
    if (!isFinal) this.status = { ...status };
    return this;
  }

  updateName(name: string): this {
    if (!this.ended) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const { code, message } = failureOf(exception);
    const isText = typeof exception === 'string';
    const attributes: Attributes = { 'exception.message': isText ? exception : message };
    if (!isText) {
      attributes['exception.type'] = code;
      if (exception.stack !== undefined) attributes['exception.stacktrace'] = exception.stack;
    }
    this.addEvent('exception', attributes, time);
  }

  end(): void {}

  private view(): { readonly attributes: Attributes; readonly events: readonly SpanEvent[] } {
    if (this.rendered !== undefined) return this.rendered;
    const { call, added, addedEvents, options, pipeline } = this;
    const own = call === undefined ? {} : callAttributes(call);
    const ownEvents = call === undefined ? [] : callEvents(call, options.startedAt, options.opsAreEvents);
    const events = addedEvents === undefined ? ownEvents : [...addedEvents, ...ownEvents];
    const view = {
      attributes: added === undefined ? own : { ...own, ...added },
      events: events.length > pipeline.eventLimit ? events.slice(-pipeline.eventLimit) : events,
    };
    if (this.ended) this.rendered = view;
    return view;
  }
}

const UNSET: SpanStatus = Object.freeze({ code: SpanStatusCode.UNSET });

function isTime(value: Attributes | TimeInput | undefined): value is TimeInput {
  return typeof value === 'number' || Array.isArray(value) || value instanceof Date;
}

/** As the SDK reads it: a number smaller than any date is one of `performance.now()`. */
function timeOf(time: TimeInput | undefined): HrTime {
  if (time === undefined) return hrTimeOf(systemClock.wall());
  if (typeof time !== 'number') return time instanceof Date ? hrTimeOf(time.getTime()) : time;
  return hrTimeOf(time <= performance.now() ? performance.timeOrigin + time : time);
}

import {
  type Attributes,
  type Context,
  context,
  type HrTime,
  type SpanContext,
  type SpanKind,
  SpanStatusCode,
} from '@opentelemetry/api';
import type { CallStart, FnTrace, SpanOfCall } from '@portcall/trace';
import { callAttributes, callEvents, callKind, callStatus, startAttributes } from './call-rendering.js';
import { BoundedAttributes } from './guard/bounded-attributes.js';
import { eventsWithin } from './guard/bounded-events.js';
import { stackOf } from './guard/exception-stack.js';
import { GuardedSpan } from './guard/guarded-span.js';
import { hrTimeOf } from './hr-time.js';
import { makeOpSpans, type Rendering, type SpanEvent } from './op-rendering.js';
import type { SpanIdentity } from './span-ids.js';
import { type Layer, SPAN_KEY } from './span-layer.js';
import type { SpanPipeline } from './span-pipeline.js';
import { toTraceparent } from './traceparent.js';

/** What a call's span is written from, for an encoder that needs no objects of its attributes and events. */
export interface ShownCall {
  readonly ids: SpanIdentity;
  readonly parentIds: SpanIdentity | undefined;
  readonly call: FnTrace;
  readonly startedAt: number;
  readonly opsAreEvents: boolean;
  readonly stack: string | undefined;
  readonly withException: boolean;
  readonly shownAttributes: Attributes | undefined;
}

/** What an exporter is shown of a span. */
interface View {
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly events: SpanEvent[];
  readonly droppedEventsCount: number;
}

/**
 * The span of a call as a view of its record: nothing is copied into it, and its attributes and events are made when an
 * exporter asks for them, away from the call. To the code inside it is a span like others, and the context that this runs in; to
 * a span processor it is what the SDK's own would be (`ReadableSpan`). It ends with its call; `end()` from inside does nothing.
 *
 * Within the limits the app's attributes and events come before those of the call, and an exception before all events.
 */
export class CallSpan extends GuardedSpan implements SpanOfCall, Layer {
  declare readonly ids: SpanIdentity;
  declare readonly parentIds: SpanIdentity | undefined;
  /** Milliseconds since 1970, with fractions. */
  declare readonly startedAt: number;
  /** What the context inside lies on. */
  declare readonly ground: Context;
  declare stack: string | undefined;
  /** False where nothing was thrown, and where the app has recorded the very error that left the call. */
  declare withException: boolean;

  declare private readonly pipeline: SpanPipeline;
  declare private readonly rendering: Rendering;
  /** What is shown before the call has finished; undefined where nobody looks before. */
  declare begun: CallStart | undefined;

  declare private finished: FnTrace | undefined;
  declare private rendered: View | undefined;

  constructor(
    name: string,
    pipeline: SpanPipeline,
    rendering: Rendering,
    parent: Context,
    ids: SpanIdentity,
    parentIds: SpanIdentity | undefined,
    startedAt: number,
  ) {
    super(name, pipeline.limits);
    this.ids = ids;
    this.parentIds = parentIds;
    this.startedAt = startedAt;
    this.ground = (parent as Partial<Layer>).ground ?? parent;
    this.stack = undefined;
    this.withException = false;
    this.pipeline = pipeline;
    this.rendering = rendering;
    this.begun = undefined;
    this.finished = undefined;
    this.rendered = undefined;
  }

  get opsAreEvents(): boolean {
    return this.rendering.opsAreEvents;
  }

  get kind(): SpanKind {
    return callKind(this.finished ?? this.begun);
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
    return hrTimeOf(this.startedAt);
  }

  get endTime(): HrTime {
    return this.finished === undefined ? NOT_YET : hrTimeOf(this.startedAt + this.finished.durationMs);
  }

  get duration(): HrTime {
    return this.finished === undefined ? NOT_YET : hrTimeOf(this.finished.durationMs);
  }

  get attributes(): Attributes {
    return this.view().attributes;
  }

  get droppedAttributesCount(): number {
    return this.view().droppedAttributesCount;
  }

  get events(): SpanEvent[] {
    return this.view().events;
  }

  get droppedEventsCount(): number {
    return this.view().droppedEventsCount;
  }

  /**
   * Itself; undefined until the call has finished, where the app has added events, where a limit may cut something, and once
   * somebody has been shown attributes or events, who may have changed them.
   */
  get shownCall(): ShownCall | undefined {
    const { finished, eventsAdded, rendered } = this;
    return finished !== undefined &&
      eventsAdded === undefined &&
      rendered === undefined &&
      this.isWithinLimits(finished)
      ? (this as this & { readonly call: FnTrace })
      : undefined;
  }

  get call(): FnTrace | undefined {
    return this.finished;
  }

  /** What the app has set. */
  get shownAttributes(): Attributes | undefined {
    return this.attributesSet?.values;
  }

  get context(): Context | undefined {
    return this.rendering.carried ? this : undefined;
  }

  run<T>(body: () => T): T {
    return context.with(this, body);
  }

  reference(): string | undefined {
    return toTraceparent(this.spanContext());
  }

  spanIds(): SpanIdentity {
    return this.ids;
  }

  getValue(key: symbol): unknown {
    return key === SPAN_KEY ? this : this.ground.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return key === SPAN_KEY ? this.ground.setValue(key, value) : this.copied().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return key === SPAN_KEY ? this.ground.deleteValue(key) : this.copied().deleteValue(key);
  }

  /** Reads the stack of what leaves the call, and keeps nothing else of it. */
  failed(thrown: unknown): void {
    if (this.ended) return;
    this.withException = this.lastException === undefined || this.lastException !== thrown;
    if (this.withException) this.stack = stackOf(thrown);
  }

  /** What the app has named otherwise keeps that name. */
  rename(fnName: string, before: string): void {
    if (this.name === before) this.name = fnName;
  }

  close(call: FnTrace): void {
    if (this.ended) return;
    if (this.rendering.opsAreSpans) makeOpSpans(call, this.startedAt, this.rendering.tracer, this);
    this.finished = call;
    if (this.status.code !== SpanStatusCode.OK && call.outcome.status !== 'ok') {
      const status = callStatus(call);
      if (status.code === SpanStatusCode.ERROR) this.status = status;
    }
    this.pipeline.onEnding?.(this);
    this.rendered = undefined;
    this.lastException = undefined;
    this.ended = true;
    this.pipeline.onEnd(this);
  }

  discard(call: FnTrace): void {
    if (this.ended) return;
    this.finished = call;
    this.ended = true;
    this.pipeline.onDiscard?.(this);
  }

  end(): void {}

  private copied(): Context {
    return this.ground.setValue(SPAN_KEY, this);
  }

  private isWithinLimits({ ops, schedules, attributes }: FnTrace): boolean {
    const { attributesSet, limits } = this;
    const { attributeCountLimit, attributePerEventCountLimit, attributeValueLengthLimit, eventCountLimit } = limits;
    if (attributeValueLengthLimit !== Number.POSITIVE_INFINITY) return false;
    if (attributePerEventCountLimit < MOST_OF_AN_EVENT) return false;
    if (ops.length + schedules.length + 1 > eventCountLimit) return false;
    const set = attributesSet === undefined ? 0 : Object.keys(attributesSet.values).length;
    const said = attributes === undefined ? 0 : Object.keys(attributes).length;
    return set + said + MOST_OF_A_CALL <= attributeCountLimit && (attributesSet?.dropped ?? 0) === 0;
  }

  private view(): View {
    if (this.rendered !== undefined) return this.rendered;
    // One by one: to spread two objects costs more than all the rest.
    const { attributes, droppedAttributesCount } = this.attributesView();
    const { events, droppedEventsCount } = this.eventsView();
    const view = { attributes, droppedAttributesCount, events, droppedEventsCount };
    if (this.ended) this.rendered = view;
    return view;
  }

  private attributesView(): Pick<View, 'attributes' | 'droppedAttributesCount'> {
    const { finished: call, begun, attributesSet, limits } = this;
    const own = call === undefined ? startAttributes(begun) : callAttributes(call);
    if (attributesSet === undefined && fits(own, limits.attributeCountLimit, limits.attributeValueLengthLimit)) {
      return { attributes: own, droppedAttributesCount: 0 };
    }
    const all = this.trusted(limits.attributeCountLimit);
    all.setAll(attributesSet?.values);
    for (const key of Object.keys(own)) if (!Object.hasOwn(all.values, key)) all.set(key, own[key]);
    return { attributes: all.values, droppedAttributesCount: (attributesSet?.dropped ?? 0) + all.dropped };
  }

  private eventsView(): Pick<View, 'events' | 'droppedEventsCount'> {
    const { finished: call, eventsAdded, limits } = this;
    const added = eventsAdded?.kept ?? [];
    const own = call === undefined ? [] : this.ownEvents(call);
    const events = eventsWithin(limits.eventCountLimit, own, added);
    const dropped = (eventsAdded?.dropped ?? 0) + own.length + added.length - events.length;
    return { events, droppedEventsCount: dropped };
  }

  private ownEvents(call: FnTrace): SpanEvent[] {
    const { startedAt, limits } = this;
    const { attributePerEventCountLimit: count, attributeValueLengthLimit: length } = limits;
    return callEvents(call, startedAt, this).map((event) => {
      if (fits(event.attributes, count, length)) return event;
      const attributes = this.trusted(count);
      attributes.setAll(event.attributes);
      return { ...event, attributes: attributes.values, droppedAttributesCount: attributes.dropped };
    });
  }

  /** For attributes that are known to be good. */
  private trusted(countLimit: number): BoundedAttributes {
    return new BoundedAttributes(countLimit, this.limits.attributeValueLengthLimit, () => {});
  }
}

const NOT_YET: HrTime = [0, 0];
// How many attributes a call has at most, and one of its events.
const MOST_OF_A_CALL = 14;
const MOST_OF_AN_EVENT = 8;

/** Whether nothing has to be done for the limits, as is usual. */
function fits(attributes: Attributes, countLimit: number, lengthLimit: number): boolean {
  if (lengthLimit !== Number.POSITIVE_INFINITY) return false;
  let count = 0;
  for (const key in attributes) if (key !== '') count += 1;
  return count <= countLimit;
}

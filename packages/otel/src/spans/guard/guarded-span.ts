import {
  type Attributes,
  type AttributeValue,
  diag,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  TraceFlags,
} from '@opentelemetry/api';
import { report } from '@portcall/core';
import { clipText, shown } from '@portcall/core/internal';
import { EXCEPTION_EVENT } from '../semconv.js';
import type { SpanIdentity } from '../span-ids.js';
import { isTime, timeOf } from '../span-time.js';
import { BoundedAttributes } from './bounded-attributes.js';
import { BoundedEvents } from './bounded-events.js';
import { exceptionAttributes } from './exception-attributes.js';
import { linkOf } from './link-guard.js';
import type { SpanLimits } from './span-limits.js';

/**
 * The one guard for whatever an app puts on a span: checked by the rules of OpenTelemetry's SDK, copied, well-formed, within
 * the limits, with a count of what was dropped. Nothing here throws; what is refused is reported once per span name.
 *
 * It differs from the SDK where that throws, or keeps what cannot be sent:
 * - refused are: a key that is not a text, a link without valid ids, an unknown status code, a name that is not a text, an
 *   array of more than 100,000 elements, links after 1,000 at once, and whatever cannot be read;
 * - the name of an event that is not a text is written as messages show it;
 * - a time that cannot be read is the present one, which has fractions of a millisecond;
 * - null and undefined are no attributes of events and links either; `__proto__` is a key like others;
 * - half a character becomes U+FFFD, also where the length limit would leave one;
 * - past the limit exceptions are the last events to go.
 */
export abstract class GuardedSpan implements Span {
  // Declared and assigned: a field that is defined costs several times as much, and a span is made for every call.
  declare name: string;
  declare status: SpanStatus;
  declare ended: boolean;
  declare links: Link[];
  declare droppedLinksCount: number;

  declare protected readonly limits: SpanLimits;
  declare protected attributesSet: BoundedAttributes | undefined;
  declare protected eventsAdded: BoundedEvents | undefined;
  /** Kept until the span ends, so that the error that leaves the call is not recorded a second time. */
  declare protected lastException: unknown;

  constructor(name: string, limits: SpanLimits) {
    this.name = name;
    this.limits = limits;
    this.status = UNSET;
    this.ended = false;
    this.links = NO_LINKS;
    this.droppedLinksCount = 0;
    this.attributesSet = undefined;
    this.eventsAdded = undefined;
    this.lastException = undefined;
  }

  abstract readonly ids: SpanIdentity;

  spanContext(): SpanContext {
    return this.ids.spanContext();
  }

  get isSampled(): boolean {
    return (this.ids.traceFlags & TraceFlags.SAMPLED) !== 0;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue | undefined): this {
    if (!this.isOver()) this.ownAttributes().set(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (!this.isOver()) this.ownAttributes().setAll(attributes);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    return this.attempt('an event', name, () => {
      if (!isTime(attributesOrTime)) this.keepEvent(nameOf(name), attributesOrTime, time);
      else this.keepEvent(nameOf(name), undefined, isTime(time) ? time : attributesOrTime);
    });
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.attempt('an exception', exception, () => {
      const attributes = exceptionAttributes(exception);
      if (attributes === undefined) {
        this.refuse('an exception', exception);
        return;
      }
      this.keepEvent(EXCEPTION_EVENT, attributes, time);
      this.lastException = exception;
    });
  }

  addLink(link: Link): this {
    return this.attempt('a link', link, () => {
      const kept = linkOf(link, this.bounded(this.limits.attributePerLinkCountLimit, 'an attribute of a link'));
      if (kept === undefined) this.refuse('a link', link);
      else this.keepLink(kept);
    });
  }

  addLinks(links: Link[]): this {
    return this.attempt('links', links, () => {
      let room = MOST_AT_ONCE;
      for (const link of links) {
        this.addLink(link);
        room -= 1;
        if (room === 0) return;
      }
    });
  }

  setStatus(status: SpanStatus): this {
    return this.attempt('a status', status, () => {
      const { code, message } = status as { readonly code: unknown; readonly message?: unknown };
      if (code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK) return;
      if (code === SpanStatusCode.OK) this.status = { code };
      else if (code === SpanStatusCode.ERROR) this.status = errorStatus(message);
      else this.refuse('a status code', code);
    });
  }

  updateName(name: string): this {
    if (this.isOver()) return this;
    if (typeof name === 'string') this.name = wellFormed(name);
    else this.refuse('a name', name);
    return this;
  }

  abstract end(endTime?: TimeInput): void;

  /** What has ended is not changed any more. */
  protected isOver(): boolean {
    if (this.ended) diag.warn(`${this.name}: its span has ended; what is done to it is left out; end spans last`);
    return this.ended;
  }

  /** @returns a moment that can be sent */
  protected momentOf(time: unknown): HrTime {
    return timeOf(time);
  }

  /** Who is told that a value is refused. */
  protected get subject(): string {
    return this.name;
  }

  protected ownAttributes(): BoundedAttributes {
    this.attributesSet ??= this.bounded(this.limits.attributeCountLimit, 'an attribute');
    return this.attributesSet;
  }

  private keepEvent(name: string, given: unknown, time: unknown): void {
    const attributes = this.bounded(this.limits.attributePerEventCountLimit, 'an attribute of an event');
    attributes.setAll(given);
    const { values, dropped } = attributes;
    const moment = this.momentOf(time);
    this.eventsAdded ??= new BoundedEvents(this.limits.eventCountLimit);
    this.eventsAdded.add({ name, attributes: values, time: moment, droppedAttributesCount: dropped });
  }

  private keepLink(link: Link): void {
    const links = [...this.links, link];
    if (links.length > this.limits.linkCountLimit) {
      links.shift();
      this.droppedLinksCount += 1;
    }
    this.links = links;
  }

  private bounded(countLimit: number, what: string): BoundedAttributes {
    return new BoundedAttributes(countLimit, this.limits.attributeValueLengthLimit, (key, value) =>
      this.refuse(`${what}, ${shown(key)},`, value),
    );
  }

  /** Foreign values may throw at any touch. */
  private attempt(what: string, given: unknown, change: () => void): this {
    if (this.isOver()) return this;
    try {
      change();
    } catch {
      this.refuse(what, given);
    }
    return this;
  }

  private refuse(what: string, value: unknown): void {
    report({
      key: 'call.span_value',
      about: this.subject,
      message: () =>
        `${this.subject}: ${what} of its span cannot be ${shown(value)}; it is left out; set attributes to texts, ` +
        'numbers, booleans, or arrays of one of them',
    });
  }
}

// Whatever can be iterated may never end.
const MOST_AT_ONCE = 1_000;
// Most spans have none.
const NO_LINKS: Link[] = Object.freeze([]) as readonly Link[] as Link[];
const UNSET: SpanStatus = Object.freeze({ code: SpanStatusCode.UNSET });

function errorStatus(message: unknown): SpanStatus {
  const code = SpanStatusCode.ERROR;
  return typeof message === 'string' ? { code, message: wellFormed(message) } : { code };
}

/** A name as a span can have it. */
export function nameOf(name: unknown): string {
  return wellFormed(typeof name === 'string' ? name : shown(name));
}

function wellFormed(text: string): string {
  return clipText(text, Number.POSITIVE_INFINITY);
}

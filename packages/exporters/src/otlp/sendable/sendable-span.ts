import { shown } from '@portcall/core/internal';
import { type AttributesLike, type Corrected, sendableAttributes, sendableText } from '@portcall/formats/internal';
import type { ReadableSpan } from '@portcall/otel';

type SpanContextLike = ReturnType<ReadableSpan['spanContext']>;
type Time = ReadableSpan['startTime'];
type Event = ReadableSpan['events'][number];
type Link = ReadableSpan['links'][number];

/**
 * A span as OTLP can carry it: the very same where it can as it is. One that has no ids of its own cannot be sent.
 *
 * A receiver refuses a whole request for one value that OTLP cannot carry. Spans of libraries come past no guard of ours,
 * so this is the last place where their neighbours can be saved.
 * @throws Error for that, and whatever reading it throws
 */
export function sendableSpan(span: ReadableSpan, corrected: Corrected): ReadableSpan {
  const context = span.spanContext();
  if (!isContext(context)) throw new Error('it has no valid trace and span id');
  const parts = {
    name: sendableName(span.name, corrected),
    kind: isCount(span.kind) && span.kind <= MOST_KIND ? span.kind : 0,
    parentSpanContext: parentOf(span, corrected),
    startTime: sendableTime(span.startTime, NOWHEN, corrected),
    endTime: sendableTime(span.endTime, span.startTime, corrected),
    status: sendableStatus(span.status, corrected),
    attributes: sendableAttributes(span.attributes, corrected) as ReadableSpan['attributes'],
    links: sendableList(span.links, (link) => sendableLink(link, corrected)),
    events: sendableList(span.events, (event) => sendableEvent(event, span.startTime, corrected)),
    instrumentationScope: sendableScope(span.instrumentationScope, corrected),
    droppedAttributesCount: sendableCount(span.droppedAttributesCount),
    droppedEventsCount: sendableCount(span.droppedEventsCount),
    droppedLinksCount: sendableCount(span.droppedLinksCount),
  };
  const state = sendableState(context, corrected);
  const same =
    state === context && (Object.keys(parts) as (keyof typeof parts)[]).every((key) => parts[key] === span[key]);
  if (same) return span;
  const { duration, ended, resource } = span;
  const { parentSpanContext: parent, ...others } = parts;
  const changed = { ...others, duration, ended, resource, spanContext: () => state };
  return parent === undefined ? changed : { ...changed, parentSpanContext: parent };
}

const NOWHEN: Time = [0, 0];
const MOST_KIND = 4; // CONSUMER of OpenTelemetry's SpanKind
const MOST_STATUS = 2; // ERROR of its SpanStatusCode
const TRACE_ID = /^[0-9a-f]{32}$/i;
const SPAN_ID = /^[0-9a-f]{16}$/i;

function isContext({ traceId, spanId, traceFlags }: SpanContextLike): boolean {
  return isId(traceId, TRACE_ID) && isId(spanId, SPAN_ID) && typeof traceFlags === 'number';
}

function isId(id: unknown, form: RegExp): boolean {
  return typeof id === 'string' && form.test(id);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function sendableCount(count: unknown): number {
  return isCount(count) ? count : 0;
}

function parentOf({ parentSpanContext }: ReadableSpan, corrected: Corrected): SpanContextLike | undefined {
  if (parentSpanContext === undefined || isContext(parentSpanContext)) return parentSpanContext;
  corrected('parent', parentSpanContext.spanId);
  return undefined;
}

/** Its state is the one part that is asked for when it is sent. */
function sendableState(context: SpanContextLike, corrected: Corrected): SpanContextLike {
  const { traceState, ...others } = context;
  if (traceState === undefined || isText(traceState)) return context;
  corrected('trace state', traceState);
  return others;
}

function isText(state: { serialize(): unknown }): boolean {
  try {
    const text = state.serialize();
    return typeof text === 'string' && text.isWellFormed();
  } catch {
    return false;
  }
}

function sendableName(name: unknown, corrected: Corrected): string {
  const sendable = sendableText(typeof name === 'string' ? name : shown(name));
  if (sendable !== name) corrected('name', name);
  return sendable;
}

// 64 bits of nanoseconds since 1970.
const LAST_SECOND = 18_446_744_073;

function sendableTime(time: Time, instead: Time, corrected: Corrected): Time {
  if (isMoment(time)) return time;
  corrected('time', time);
  return isMoment(instead) ? instead : NOWHEN;
}

function isMoment([seconds, nanoseconds]: Time): boolean {
  const total = Math.trunc(seconds) + nanoseconds / 1e9;
  return total >= 0 && total < LAST_SECOND;
}

function sendableStatus(status: ReadableSpan['status'], corrected: Corrected): ReadableSpan['status'] {
  const { code, message } = status;
  if (!isCount(code) || code > MOST_STATUS) {
    corrected('status', code);
    return { code: 0 };
  }
  if (message === undefined || (typeof message === 'string' && message.isWellFormed())) return status;
  corrected('status message', message);
  return typeof message === 'string' ? { code, message: sendableText(message) } : { code };
}

function sendableEvent(event: Event, start: Time, corrected: Corrected): Event {
  const name = sendableName(event.name, corrected);
  const time = sendableTime(event.time, start, corrected);
  const attributes = partAttributes(event.attributes, corrected);
  if (name === event.name && time === event.time && attributes === event.attributes) return event;
  return { ...event, name, time, ...(attributes === undefined ? {} : { attributes }) };
}

function sendableLink(link: Link, corrected: Corrected): Link | undefined {
  if (!isContext(link.context)) {
    corrected('link', link.context.spanId);
    return undefined;
  }
  const context = sendableState(link.context, corrected);
  const attributes = partAttributes(link.attributes, corrected);
  if (context === link.context && attributes === link.attributes) return link;
  return { ...link, context, ...(attributes === undefined ? {} : { attributes }) };
}

function partAttributes<A extends object>(attributes: A | undefined, corrected: Corrected): A | undefined {
  return attributes && (sendableAttributes(attributes as AttributesLike, corrected) as A);
}

/** Without what `sendable` gives nothing for; the very same list where nothing changes. */
function sendableList<T>(list: readonly T[], sendable: (item: T) => T | undefined): T[] {
  const items = list.map(sendable);
  if (items.every((item, i) => item === list[i])) return list as T[];
  return items.filter((item): item is Awaited<T> & T => item !== undefined);
}

/** Made of what a library calls itself. */
function sendableScope<S extends ReadableSpan['instrumentationScope']>(scope: S, corrected: Corrected): S {
  const name = sendableName(scope.name, corrected);
  const version = scope.version && sendableName(scope.version, corrected);
  const schemaUrl = scope.schemaUrl && sendableName(scope.schemaUrl, corrected);
  const isSame = name === scope.name && version === scope.version && schemaUrl === scope.schemaUrl;
  return isSame ? scope : { ...scope, name, version, schemaUrl };
}

import { keyValuesJson, textJson } from '../json-value.js';
import { flagsOf } from './span-flags.js';
import type {
  AttributesRecord,
  EventRecord,
  LinkRecord,
  Moment,
  SpanContextRecord,
  SpanRecord,
} from './span-record.js';

/**
 * One span as OTLP/JSON.
 * @throws whatever reading it throws
 */
export function spanJson(span: SpanRecord): string {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  const parentId = parent?.spanId ? `"parentSpanId":"${parent.spanId}",` : '';
  return (
    `{${idsJson(context)}${parentId}"name":${textJson(span.name)},` +
    // 0 is "unspecified" in the protocol, and "internal" in OpenTelemetry's API.
    `"kind":${span.kind + 1},"startTimeUnixNano":${momentJson(span.startTime)},"endTimeUnixNano":${momentJson(span.endTime)},` +
    `"attributes":${keyValuesJson(span.attributes)},"droppedAttributesCount":${span.droppedAttributesCount},` +
    `"events":[${span.events.map(eventJson).join(',')}],"droppedEventsCount":${span.droppedEventsCount},` +
    `"links":[${span.links.map(linkJson).join(',')}],"droppedLinksCount":${span.droppedLinksCount},` +
    `"status":${statusJson(span.status)},"flags":${flagsOf(context, parent)}}`
  );
}

function idsJson({ traceId, spanId, traceState }: SpanContextRecord): string {
  const state = traceState?.serialize() ?? '';
  return `"traceId":"${traceId}","spanId":"${spanId}",${state === '' ? '' : `"traceState":${textJson(state)},`}`;
}

function eventJson({ name, time, attributes, droppedAttributesCount }: EventRecord): string {
  return `{"timeUnixNano":${momentJson(time)},"name":${textJson(name)},${ownAttributes(attributes, droppedAttributesCount)}}`;
}

function linkJson({ context, attributes, droppedAttributesCount }: LinkRecord): string {
  return `{${idsJson(context)}${ownAttributes(attributes, droppedAttributesCount)},"flags":${flagsOf(context, context)}}`;
}

function ownAttributes(attributes: AttributesRecord = NONE, dropped = 0): string {
  return `"attributes":${keyValuesJson(attributes)},"droppedAttributesCount":${dropped}`;
}

const NONE: AttributesRecord = {};

function statusJson({ code, message = '' }: SpanRecord['status']): string {
  return message === '' ? `{"code":${code}}` : `{"code":${code},"message":${textJson(message)}}`;
}

/** Nanoseconds since 1970, in quotes: more digits than a number can hold. */
function momentJson([seconds, nanoseconds]: Moment): string {
  return `"${BigInt(Math.trunc(seconds)) * NANOSECONDS + BigInt(Math.trunc(nanoseconds))}"`;
}

const NANOSECONDS = 1_000_000_000n;

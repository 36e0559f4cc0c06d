import type { ProtobufWriter } from '../../protobuf.js';
import { writeKeyValues } from '../any-value.js';
import { writeCallSpan } from './call/call-span.js';
import { flagsOf } from './span-flags.js';
import type { EventRecord, LinkRecord, SpanContextRecord, SpanRecord } from './span-record.js';

// Span of opentelemetry/proto/trace/v1/trace.proto.
const TRACE_ID = 1;
const SPAN_ID = 2;
const TRACE_STATE = 3;
const PARENT_SPAN_ID = 4;
const NAME = 5;
const KIND = 6;
const START_TIME = 7;
const END_TIME = 8;
const ATTRIBUTES = 9;
const DROPPED_ATTRIBUTES = 10;
const EVENTS = 11;
const DROPPED_EVENTS = 12;
const LINKS = 13;
const DROPPED_LINKS = 14;
const STATUS = 15;
const FLAGS = 16;

// Span.Event.
const EVENT_TIME = 1;
const EVENT_NAME = 2;
const EVENT_ATTRIBUTES = 3;
const EVENT_DROPPED_ATTRIBUTES = 4;

// Span.Link.
const LINK_TRACE_ID = 1;
const LINK_SPAN_ID = 2;
const LINK_TRACE_STATE = 3;
const LINK_ATTRIBUTES = 4;
const LINK_DROPPED_ATTRIBUTES = 5;
const LINK_FLAGS = 6;

// Status.
const STATUS_MESSAGE = 2;
const STATUS_CODE = 3;

// Longer than 127 bytes, and shorter than 16,384, as nearly all are: it stays where it is written.
const USUAL_LENGTH = 2;

/**
 * Writes one span, that of a call from its record.
 * @throws whatever reading it throws
 */
export function writeSpan(writer: ProtobufWriter, field: number, span: SpanRecord): void {
  const start = writer.begin(field, USUAL_LENGTH);
  const { shownCall } = span;
  if (shownCall === undefined) writeShownSpan(writer, span);
  else writeCallSpan(writer, shownCall, span.name);
  writeState(writer, TRACE_STATE, shownCall?.ids ?? span.spanContext());
  for (const link of span.links) writeLink(writer, link);
  writeCount(writer, DROPPED_LINKS, span.droppedLinksCount);
  writeStatus(writer, span.status);
  writer.end(start, USUAL_LENGTH);
}

/** All but its state, its links and its status. */
function writeShownSpan(writer: ProtobufWriter, span: SpanRecord): void {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  writer.hex(TRACE_ID, context.traceId);
  writer.hex(SPAN_ID, context.spanId);
  if (parent?.spanId) writer.hex(PARENT_SPAN_ID, parent.spanId);
  if (span.name !== '') writer.text(NAME, span.name);
  // 0 is "unspecified" in the protocol, and "internal" in OpenTelemetry's API.
  writer.varint(KIND, span.kind + 1);
  writer.moment(START_TIME, span.startTime);
  writer.moment(END_TIME, span.endTime);
  writeKeyValues(writer, ATTRIBUTES, span.attributes);
  writeCount(writer, DROPPED_ATTRIBUTES, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(writer, event);
  writeCount(writer, DROPPED_EVENTS, span.droppedEventsCount);
  writer.fixed32(FLAGS, flagsOf(context, parent));
}

function writeEvent(writer: ProtobufWriter, { name, time, attributes, droppedAttributesCount }: EventRecord): void {
  const start = writer.begin(EVENTS);
  writer.moment(EVENT_TIME, time);
  if (name !== '') writer.text(EVENT_NAME, name);
  if (attributes !== undefined) writeKeyValues(writer, EVENT_ATTRIBUTES, attributes);
  writeCount(writer, EVENT_DROPPED_ATTRIBUTES, droppedAttributesCount);
  writer.end(start);
}

function writeLink(writer: ProtobufWriter, { context, attributes, droppedAttributesCount }: LinkRecord): void {
  const start = writer.begin(LINKS);
  writer.hex(LINK_TRACE_ID, context.traceId);
  writer.hex(LINK_SPAN_ID, context.spanId);
  writeState(writer, LINK_TRACE_STATE, context);
  if (attributes !== undefined) writeKeyValues(writer, LINK_ATTRIBUTES, attributes);
  writeCount(writer, LINK_DROPPED_ATTRIBUTES, droppedAttributesCount);
  writer.fixed32(LINK_FLAGS, flagsOf(context, context));
  writer.end(start);
}

function writeState(
  writer: ProtobufWriter,
  field: number,
  { traceState }: Pick<SpanContextRecord, 'traceState'>,
): void {
  const text = traceState?.serialize() ?? '';
  if (text !== '') writer.text(field, text);
}

function writeStatus(writer: ProtobufWriter, { code, message = '' }: SpanRecord['status']): void {
  if (code === 0 && message === '') return;
  const start = writer.begin(STATUS);
  if (message !== '') writer.text(STATUS_MESSAGE, message);
  writeCount(writer, STATUS_CODE, code);
  writer.end(start);
}

function writeCount(writer: ProtobufWriter, field: number, count: number | undefined): void {
  if (count !== undefined && count > 0) writer.varint(field, count);
}

import { Key, KnownTexts, textField } from '../prepared-attributes.js';

/*
 * What the span of a call says, as @portcall/otel names it in packages/otel/src/spans/semconv.ts; a test in
 * packages/exporters holds both against each other. Keys are bytes once, and so are texts of which there are few.
 */

// Span.attributes and Span.Event.attributes.
export const SPAN_ATTRIBUTES = 9;
const EVENT_ATTRIBUTES = 3;
// Span.Event.name.
const EVENT_NAME = 2;

export const CODE_FUNCTION_NAME: KnownTexts = new KnownTexts(SPAN_ATTRIBUTES, 'code.function.name');
export const CALL_TYPE: KnownTexts = new KnownTexts(SPAN_ATTRIBUTES, 'portcall.call.type');
export const CALL_OUTCOME: KnownTexts = new KnownTexts(SPAN_ATTRIBUTES, 'portcall.call.outcome');
export const CALL_ID: Key = new Key(SPAN_ATTRIBUTES, 'portcall.call.id');
export const CALL_PARENT_ID: Key = new Key(SPAN_ATTRIBUTES, 'portcall.call.parent_id');
export const USER_ID: Key = new Key(SPAN_ATTRIBUTES, 'user.id');
export const TENANT_ID: Key = new Key(SPAN_ATTRIBUTES, 'portcall.tenant.id');
export const STREAM_BYTES: Key = new Key(SPAN_ATTRIBUTES, 'portcall.stream.bytes');
export const STREAM_CHUNKS: Key = new Key(SPAN_ATTRIBUTES, 'portcall.stream.chunks');
export const DB_OPERATIONS: Key = new Key(SPAN_ATTRIBUTES, 'portcall.db.operations');
export const DB_ROWS: Key = new Key(SPAN_ATTRIBUTES, 'portcall.db.rows');
export const DB_DURATION: Key = new Key(SPAN_ATTRIBUTES, 'portcall.db.duration');
export const DB_FAILURES: Key = new Key(SPAN_ATTRIBUTES, 'portcall.db.failures');
export const ERROR_TYPE: Key = new Key(SPAN_ATTRIBUTES, 'error.type');

/** The keys of what calls say of themselves, where nobody else has said it. */
export const OF_CALLS: ReadonlySet<string> = new Set(
  [
    ...[CODE_FUNCTION_NAME, CALL_TYPE, CALL_OUTCOME, CALL_ID, CALL_PARENT_ID, USER_ID, TENANT_ID, ERROR_TYPE],
    ...[STREAM_BYTES, STREAM_CHUNKS, DB_OPERATIONS, DB_ROWS, DB_DURATION, DB_FAILURES],
  ].map(({ name }) => name),
);

export const DB_OPERATION_EVENT: Uint8Array = textField(EVENT_NAME, 'portcall.db.operation');
export const DB_SYSTEM_NAME: KnownTexts = new KnownTexts(EVENT_ATTRIBUTES, 'db.system.name');
export const DB_OPERATION_NAME: KnownTexts = new KnownTexts(EVENT_ATTRIBUTES, 'db.operation.name');
export const DB_COLLECTION_NAME: KnownTexts = new KnownTexts(EVENT_ATTRIBUTES, 'db.collection.name');
export const DB_QUERY_TEXT: Key = new Key(EVENT_ATTRIBUTES, 'db.query.text');
export const DB_RESPONSE_RETURNED_ROWS: Key = new Key(EVENT_ATTRIBUTES, 'db.response.returned_rows');
export const DB_ROW_ID: Key = new Key(EVENT_ATTRIBUTES, 'portcall.db.row_id');
export const EVENT_DB_ROWS: Key = new Key(EVENT_ATTRIBUTES, 'portcall.db.rows');
export const EVENT_DB_DURATION: Key = new Key(EVENT_ATTRIBUTES, 'portcall.db.duration');
export const EVENT_ERROR_TYPE: Key = new Key(EVENT_ATTRIBUTES, 'error.type');

export const SCHEDULE_EVENT: Uint8Array = textField(EVENT_NAME, 'portcall.schedule');
export const SCHEDULE_FUNCTION: Key = new Key(EVENT_ATTRIBUTES, 'portcall.schedule.function');
export const SCHEDULE_DELAY: Key = new Key(EVENT_ATTRIBUTES, 'portcall.schedule.delay');
export const SCHEDULE_RUN_AT: Key = new Key(EVENT_ATTRIBUTES, 'portcall.schedule.run_at');

export const EXCEPTION_EVENT: Uint8Array = textField(EVENT_NAME, 'exception');
export const EXCEPTION_TYPE: Key = new Key(EVENT_ATTRIBUTES, 'exception.type');
export const EXCEPTION_MESSAGE: Key = new Key(EVENT_ATTRIBUTES, 'exception.message');
export const EXCEPTION_STACKTRACE: Key = new Key(EVENT_ATTRIBUTES, 'exception.stacktrace');

/** `db.system.name` of a database that did not say what it is. */
export const OTHER_SYSTEM = 'other_sql';
/** `error.type` of a failure that did not say what it is. */
export const OTHER_ERROR = '_OTHER';

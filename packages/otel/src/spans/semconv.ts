/*
 * Attribute names of spans. Names that are not stable are copied as literals with their source, and what has no
 * convention stands under `portcall.*`.
 * https://opentelemetry.io/docs/specs/semconv/ (v1.45)
 */

// Stable.
export const CODE_FUNCTION_NAME = 'code.function.name';
export const ERROR_TYPE = 'error.type';
export const EXCEPTION_EVENT = 'exception';
export const EXCEPTION_TYPE = 'exception.type';
export const EXCEPTION_MESSAGE = 'exception.message';
export const EXCEPTION_STACKTRACE = 'exception.stacktrace';
export const DB_SYSTEM_NAME = 'db.system.name';
export const DB_OPERATION_NAME = 'db.operation.name';
export const DB_COLLECTION_NAME = 'db.collection.name';
export const DB_QUERY_TEXT = 'db.query.text';

// Development.
export const DB_RESPONSE_RETURNED_ROWS = 'db.response.returned_rows';
export const USER_ID = 'user.id';

// Ours: a call.
export const CALL_ID = 'portcall.call.id';
export const CALL_PARENT_ID = 'portcall.call.parent_id';
export const CALL_TYPE = 'portcall.call.type';
export const CALL_OUTCOME = 'portcall.call.outcome';
export const TENANT_ID = 'portcall.tenant.id';
export const STREAM_BYTES = 'portcall.stream.bytes';
export const STREAM_CHUNKS = 'portcall.stream.chunks';

// Ours: all operations of a call together, durations in seconds.
export const DB_OPERATIONS = 'portcall.db.operations';
export const DB_ROWS = 'portcall.db.rows';
export const DB_DURATION = 'portcall.db.duration';
export const DB_FAILURES = 'portcall.db.failures';

// Ours: one operation, and one schedule.
export const DB_OPERATION_EVENT = 'portcall.db.operation';
export const DB_ROW_ID = 'portcall.db.row_id';
export const SCHEDULE_EVENT = 'portcall.schedule';
export const SCHEDULE_FUNCTION = 'portcall.schedule.function';
export const SCHEDULE_DELAY = 'portcall.schedule.delay';
export const SCHEDULE_RUN_AT = 'portcall.schedule.run_at';

/** `db.system.name` of a database that did not say what it is. */
export const OTHER_SYSTEM = 'other_sql';
/** `error.type` of a failure that did not say what it is. */
export const OTHER_ERROR = '_OTHER';

import { type Attributes, type Context, type HrTime, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { checkedOneOf } from '@portcall/core/internal';
import type { FnTrace, Op } from '@portcall/trace';
import { hrTimeOf } from './hr-time.js';
import {
  DB_COLLECTION_NAME,
  DB_DURATION,
  DB_OPERATION_EVENT,
  DB_OPERATION_NAME,
  DB_QUERY_TEXT,
  DB_RESPONSE_RETURNED_ROWS,
  DB_ROW_ID,
  DB_ROWS,
  DB_SYSTEM_NAME,
  ERROR_TYPE,
  OTHER_ERROR,
  OTHER_SYSTEM,
} from './semconv.js';

/*
 * How operations show in a span. The one file that knows: the span-event API is on its way out upstream (OTEP 4430), and
 * what follows it will be one more form here.
 */

const DB_OPS = ['events', 'spans', 'both'] as const;

/** How a call's operations show: as events of its span, as spans below it, or both. */
export type DbOps = (typeof DB_OPS)[number];

/** How the calls of one port show. */
export interface Rendering {
  readonly tracer: Tracer;
  readonly opsAreEvents: boolean;
  readonly opsAreSpans: boolean;
  /** Whether OpenTelemetry's context manager reads what is carried with the call. */
  readonly carried: boolean;
}

/** @throws Error for an unknown value */
export function checkedDbOps(dbOps: DbOps = 'events'): DbOps {
  return checkedOneOf(dbOps, DB_OPS, 'dbOps');
}

/** An event of a span. */
export interface SpanEvent {
  readonly name: string;
  readonly attributes: Attributes;
  readonly time: HrTime;
  /** Attributes past the limit. */
  readonly droppedAttributesCount?: number;
}

/** @param startedAt of the call, in milliseconds since 1970 */
export function opEvent(op: Op, startedAt: number): SpanEvent {
  const attributes = attributesOf(op);
  attributes[DB_DURATION] = op.durationMs / 1_000;
  return { name: DB_OPERATION_EVENT, attributes, time: hrTimeOf(startedAt + (op.startMs ?? 0)) };
}

/** Makes the spans of a call's operations. @param inside the context inside the span of the call */
export function makeOpSpans(call: FnTrace, startedAt: number, tracer: Tracer, inside: Context): void {
  for (const op of call.ops) makeOpSpan(op, startedAt, tracer, inside);
}

/** Makes the span of an operation below its call's. */
function makeOpSpan(op: Op, startedAt: number, tracer: Tracer, parent: Context): void {
  const startedAtOp = startedAt + (op.startMs ?? 0);
  const name = op.entity === '' ? op.op : `${op.op} ${op.entity}`;
  const options = { kind: SpanKind.CLIENT, startTime: hrTimeOf(startedAtOp), attributes: attributesOf(op) };
  const span = tracer.startSpan(name, options, parent);
  if (!op.ok) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(hrTimeOf(startedAtOp + op.durationMs));
}

/** Operations whose rows are returned for sure: those of others may be rows that an UPDATE touched. */
const RETURNING: ReadonlySet<string> = new Set(
  'get list paginate lookup query query_graph search vector_search aggregate fetch show explain pragma'.split(' '),
);

function attributesOf({ op, entity, id, rowCount, ok, system, errorType, text }: Op): Attributes {
  const attributes: Attributes = { [DB_SYSTEM_NAME]: system ?? OTHER_SYSTEM, [DB_OPERATION_NAME]: op };
  if (entity !== '') attributes[DB_COLLECTION_NAME] = entity;
  if (id !== undefined) attributes[DB_ROW_ID] = id;
  if (rowCount !== undefined) attributes[RETURNING.has(op) ? DB_RESPONSE_RETURNED_ROWS : DB_ROWS] = rowCount;
  if (text !== undefined) attributes[DB_QUERY_TEXT] = text;
  if (!ok) attributes[ERROR_TYPE] = errorType ?? OTHER_ERROR;
  return attributes;
}

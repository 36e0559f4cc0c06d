import type { CallKind, FnTrace } from '@portcall/trace';
import { ProtobufWriter } from '../../../protobuf.js';
import { setNanoseconds } from '../../../put-fields.js';
import { flagsOf } from '../span-flags.js';
import type { ShownCall } from '../span-record.js';
import { isFunction } from './call-attributes.js';
import * as names from './call-names.js';

// Span of opentelemetry/proto/trace/v1/trace.proto.
const TRACE_ID = 1;
const SPAN_ID = 2;
const PARENT_SPAN_ID = 4;
const NAME = 5;
const KIND = 6;
const START_TIME = 7;
const END_TIME = 8;
const FLAGS = 16;
/** As OTLP counts them. */
const KINDS: Readonly<Record<CallKind, number>> = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };

/** What the calls of a head have in common beside the name of their spans. */
interface Alike {
  readonly kind: CallKind;
  readonly hasParent: boolean;
  /** Undefined for a head without attributes. */
  readonly type: FnTrace['fnType'] | undefined;
  readonly status: FnTrace['outcome']['status'] | undefined;
}

/**
 * What the spans of calls that are alike begin with: their ids, name, kind, times and flags, and which function it was and how
 * it ended. Bytes once, with room for what is of one call alone.
 */
class CallHead {
  private readonly bytes: Uint8Array;
  private readonly traceId: number;
  private readonly spanId: number;
  private readonly parentId: number;
  private readonly startTime: number;
  private readonly endTime: number;
  private readonly flags: number;

  constructor(
    name: string,
    readonly alike: Alike,
  ) {
    const { kind, hasParent, type, status } = alike;
    const writer = new ProtobufWriter(512);
    this.traceId = placeOf(writer, 16, () => writer.raw(TRACE_ID, new Uint8Array(16)));
    this.spanId = placeOf(writer, 8, () => writer.raw(SPAN_ID, new Uint8Array(8)));
    this.parentId = hasParent ? placeOf(writer, 8, () => writer.raw(PARENT_SPAN_ID, new Uint8Array(8))) : 0;
    if (name !== '') writer.text(NAME, name);
    writer.varint(KIND, KINDS[kind]);
    this.startTime = placeOf(writer, 8, () => writer.fixed64(START_TIME, 0));
    this.endTime = placeOf(writer, 8, () => writer.fixed64(END_TIME, 0));
    this.flags = placeOf(writer, 4, () => writer.fixed32(FLAGS, 0));
    if (type !== undefined && isFunction(kind)) names.CODE_FUNCTION_NAME.write(writer, name);
    if (type !== undefined) names.CALL_TYPE.write(writer, type);
    if (status !== undefined) names.CALL_OUTCOME.write(writer, status);
    this.bytes = writer.finish();
  }

  write(writer: ProtobufWriter, { ids, parentIds, startedAt, call }: ShownCall): void {
    const start = writer.fields(this.bytes);
    const { written } = writer;
    ids.putTraceId(written, start + this.traceId);
    ids.putSpanId(written, start + this.spanId);
    if (parentIds !== undefined) parentIds.putSpanId(written, start + this.parentId);
    setNanoseconds(written, start + this.startTime, startedAt);
    setNanoseconds(written, start + this.endTime, startedAt + call.durationMs);
    written.setUint32(start + this.flags, flagsOf(ids, parentIds), true);
  }
}

/** Where the last `size` bytes are of what is written now. */
function placeOf(writer: ProtobufWriter, size: number, write: () => void): number {
  write();
  return writer.length - size;
}

/**
 * Writes how a call's span begins.
 * @returns whether that says which function it was and how it ended: not where the app may have said so, or named the span
 */
export function writeCallHead(writer: ProtobufWriter, shown: ShownCall, name: string): boolean {
  const { call, parentIds, shownAttributes } = shown;
  const { kind = 'internal' } = call;
  const saysMore = shownAttributes === undefined && call.attributes === undefined && name === call.fnName;
  const type = saysMore ? call.fnType : undefined;
  const status = saysMore ? call.outcome.status : undefined;
  headOf(name, kind, parentIds !== undefined, type, status).write(writer, shown);
  return saysMore;
}

// So many, and of names so long, that an app's functions find room and data does not fill the memory.
const MOST_HEADS = 2_000;
const LONGEST_NAME = 128;

const heads = new Map<string, CallHead[]>();
let kept = 0;

// Argument by argument: it runs for every span.
function headOf(
  name: string,
  kind: CallKind,
  hasParent: boolean,
  type: Alike['type'],
  status: Alike['status'],
): CallHead {
  const ofTheName = heads.get(name);
  if (ofTheName !== undefined) {
    for (const head of ofTheName) {
      const { alike } = head;
      if (alike.type === type && alike.status === status && alike.hasParent === hasParent && alike.kind === kind)
        return head;
    }
  }
  const head = new CallHead(name, { kind, hasParent, type, status });
  if (name.length <= LONGEST_NAME && kept < MOST_HEADS) {
    heads.set(name, [...(ofTheName ?? []), head]);
    kept += 1;
  }
  return head;
}

import { ProtobufWriter } from '../../protobuf.js';
import { writeKeyValues } from '../any-value.js';
import { writeSpan } from './span.js';
import type { ResourceRecord, ScopeRecord, SpanRecord } from './span-record.js';

/** One `ExportTraceServiceRequest`. */
export interface SpansRequest {
  readonly bytes: Uint8Array;
  readonly spans: number;
}

export interface SpansRequestOptions<S extends SpanRecord> {
  /** Gives a span as it can be sent. What it throws costs that span. @default the span as it is */
  readonly prepared?: (span: S) => SpanRecord;
  /** Told of a span that cannot be read. It is left out. */
  readonly lost?: (cause: unknown) => void;
  /** Of one request, before compression; a span that is larger has a request of its own. @default 4 MiB */
  readonly maxBytes?: number;
  /** Of one request. @default 512 */
  readonly maxSpans?: number;
}

const MAX_BYTES = 4 * 1_024 * 1_024;
const MAX_SPANS = 512;

// ExportTraceServiceRequest, ResourceSpans, Resource, ScopeSpans and InstrumentationScope.
const RESOURCE_SPANS = 1;
const RESOURCE = 1;
const SCOPE_SPANS = 2;
const SCHEMA_URL = 3;
const RESOURCE_ATTRIBUTES = 1;
const SCOPE = 1;
const SPANS = 2;
const SCOPE_NAME = 1;
const SCOPE_VERSION = 2;
const SCOPE_ATTRIBUTES = 3;
const SCOPE_DROPPED_ATTRIBUTES = 4;

/**
 * Spans as OTLP's protobuf, grouped by resource and scope, in requests of a bounded size: each is written when it is asked
 * for. Never throws.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
export function* spansRequests<S extends SpanRecord>(
  spans: readonly S[],
  options: SpansRequestOptions<S> = {},
): Generator<SpansRequest, void, undefined> {
  const { lost = () => {}, maxBytes = MAX_BYTES, maxSpans = MAX_SPANS } = options;
  const request = new OpenRequest(Math.min(maxBytes, spans.length * USUAL_SIZE));
  for (const { resource, scope, spans: group } of grouped(spans, options)) {
    for (const span of group) {
      if (request.spans >= maxSpans) yield request.taken();
      try {
        request.add(span, resource, scope);
      } catch (cause) {
        lost(cause);
        continue;
      }
      if (request.size > maxBytes && request.spans > 1) {
        request.takeBack();
        yield request.taken();
        request.add(span, resource, scope);
      }
    }
  }
  if (request.spans > 0) yield request.taken();
}

// What one takes with some operations: the buffer need not grow then.
const USUAL_SIZE = 768;

interface Group {
  readonly resource: ResourceRecord;
  readonly scope: ScopeRecord;
  readonly spans: SpanRecord[];
}

function grouped<S extends SpanRecord>(
  spans: readonly S[],
  { prepared, lost }: SpansRequestOptions<S>,
): readonly Group[] {
  const groups: Group[] = [];
  let last: Group | undefined;
  for (const given of spans) {
    try {
      const span = prepared === undefined ? given : prepared(given);
      const { resource, instrumentationScope: scope } = span;
      if (last?.resource !== resource || last.scope !== scope) last = groupOf(groups, resource, scope);
      last.spans.push(span);
    } catch (cause) {
      lost?.(cause);
    }
  }
  return groups;
}

/** Groups of one resource stand together, in the order in which they came. */
function groupOf(groups: Group[], resource: ResourceRecord, scope: ScopeRecord): Group {
  const known = groups.find((group) => group.resource === resource && group.scope === scope);
  if (known !== undefined) return known;
  const group: Group = { resource, scope, spans: [] };
  const after = groups.findLastIndex((one) => one.resource === resource);
  groups.splice(after < 0 ? groups.length : after + 1, 0, group);
  return group;
}

/** A request while it is written. */
class OpenRequest {
  spans = 0;
  private readonly writer: ProtobufWriter;
  private resource: ResourceRecord | undefined;
  private scope: ScopeRecord | undefined;
  private resourceStart = 0;
  private scopeStart = 0;
  private beforeSpan = 0;

  constructor(capacity: number) {
    this.writer = new ProtobufWriter(capacity + 4_096);
  }

  /** So far, without the few bytes that end it. */
  get size(): number {
    return this.writer.length + CLOSING;
  }

  /** @throws whatever reading the span throws; the request is then as it was */
  add(span: SpanRecord, resource: ResourceRecord, scope: ScopeRecord): void {
    this.open(resource, scope);
    const { writer } = this;
    this.beforeSpan = writer.length;
    try {
      writeSpan(writer, SPANS, span);
      this.spans += 1;
    } catch (cause) {
      writer.cutTo(this.beforeSpan);
      throw cause;
    }
  }

  /** Takes back what was added last. */
  takeBack(): void {
    this.writer.cutTo(this.beforeSpan);
    this.spans -= 1;
  }

  /** What is written; the next request begins. */
  taken(): SpansRequest {
    this.closeResource();
    const { writer, spans } = this;
    const bytes = writer.finish();
    writer.reset();
    this.spans = 0;
    return { bytes, spans };
  }

  private open(resource: ResourceRecord, scope: ScopeRecord): void {
    if (this.resource !== resource) {
      this.closeResource();
      this.resource = resource;
      this.resourceStart = this.writer.begin(RESOURCE_SPANS);
      this.attempt(() => writeResource(this.writer, resource));
    }
    if (this.scope !== scope) {
      this.closeScope();
      this.scope = scope;
      this.scopeStart = this.writer.begin(SCOPE_SPANS);
      this.attempt(() => writeScope(this.writer, scope));
    }
  }

  private closeScope(): void {
    if (this.scope === undefined) return;
    const { schemaUrl } = this.scope;
    if (isText(schemaUrl)) this.writer.text(SCHEMA_URL, schemaUrl);
    this.writer.end(this.scopeStart);
    this.scope = undefined;
  }

  private closeResource(): void {
    this.closeScope();
    if (this.resource === undefined) return;
    const { schemaUrl } = this.resource;
    if (isText(schemaUrl)) this.writer.text(SCHEMA_URL, schemaUrl);
    this.writer.end(this.resourceStart);
    this.resource = undefined;
  }

  /** What cannot be read of a resource or a scope must not cost its spans. */
  private attempt(write: () => void): void {
    const before = this.writer.length;
    try {
      write();
    } catch {
      this.writer.cutTo(before);
    }
  }
}

// Lengths of the two messages that are open, beyond the one byte each that is there, and what is said of their schemas.
const CLOSING = 512;

function writeResource(writer: ProtobufWriter, { attributes }: ResourceRecord): void {
  const start = writer.begin(RESOURCE);
  writeKeyValues(writer, RESOURCE_ATTRIBUTES, attributes);
  writer.end(start);
}

function writeScope(writer: ProtobufWriter, scope: ScopeRecord): void {
  const { name, version, attributes, droppedAttributesCount: dropped } = scope;
  const start = writer.begin(SCOPE);
  if (isText(name)) writer.text(SCOPE_NAME, name);
  if (isText(version)) writer.text(SCOPE_VERSION, version);
  if (attributes !== undefined) writeKeyValues(writer, SCOPE_ATTRIBUTES, attributes);
  if (dropped !== undefined && dropped > 0) writer.varint(SCOPE_DROPPED_ATTRIBUTES, dropped);
  writer.end(start);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

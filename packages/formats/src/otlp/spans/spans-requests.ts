import { JsonSpans } from './json-spans.js';
import { ProtobufSpans } from './protobuf-spans.js';
import type { ResourceRecord, ScopeRecord, SpanRecord } from './span-record.js';
import type { SpansEncoding } from './spans-encoding.js';

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
  /** Whether the bytes of a request are valid until the next one is taken only, which saves a copy. @default false */
  readonly inPlace?: boolean;
}

const MAX_BYTES = 4 * 1_024 * 1_024;
const MAX_SPANS = 512;

/**
 * Spans as OTLP's protobuf, grouped by resource and scope, in requests of a bounded size: each is written when it is asked
 * for. Never throws.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-request
 */
export function spansRequests<S extends SpanRecord>(
  spans: readonly S[],
  options: SpansRequestOptions<S> = {},
): Iterable<SpansRequest> {
  const { maxBytes = MAX_BYTES } = options;
  return requestsIn(new ProtobufSpans(Math.min(maxBytes, spans.length * USUAL_SIZE) + CLOSING), spans, options);
}

/** The same in OTLP/JSON. */
export function jsonSpansRequests<S extends SpanRecord>(
  spans: readonly S[],
  options: SpansRequestOptions<S> = {},
): Iterable<SpansRequest> {
  return requestsIn(new JsonSpans(), spans, options);
}

function* requestsIn<S extends SpanRecord>(
  encoding: SpansEncoding,
  spans: readonly S[],
  options: SpansRequestOptions<S>,
): Generator<SpansRequest, void, undefined> {
  const { lost = () => {}, maxBytes = MAX_BYTES, maxSpans = MAX_SPANS, inPlace = false } = options;
  const request = new OpenRequest(encoding, inPlace);
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
  encoding.end();
}

// What one takes with some operations: the buffer need not grow then.
const USUAL_SIZE = 1_280;

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
  private resource: ResourceRecord | undefined;
  private scope: ScopeRecord | undefined;
  private beforeSpan = 0;

  constructor(
    private readonly encoding: SpansEncoding,
    private readonly inPlace: boolean,
  ) {}

  /** So far, without the few bytes that end it. */
  get size(): number {
    return this.encoding.length + CLOSING;
  }

  /** @throws whatever reading the span throws; the request is then as it was */
  add(span: SpanRecord, resource: ResourceRecord, scope: ScopeRecord): void {
    this.open(resource, scope);
    const { encoding } = this;
    this.beforeSpan = encoding.length;
    try {
      encoding.writeSpan(span);
      this.spans += 1;
    } catch (cause) {
      encoding.cutTo(this.beforeSpan);
      throw cause;
    }
  }

  /** Takes back what was added last. */
  takeBack(): void {
    this.encoding.cutTo(this.beforeSpan);
    this.spans -= 1;
  }

  /** What is written; the next request begins. */
  taken(): SpansRequest {
    this.closeResource();
    const { spans } = this;
    this.spans = 0;
    const bytes = this.encoding.take();
    return { bytes: this.inPlace ? bytes : bytes.slice(), spans };
  }

  private open(resource: ResourceRecord, scope: ScopeRecord): void {
    if (this.resource !== resource) {
      this.closeResource();
      this.resource = resource;
      this.encoding.beginResource(resource);
    }
    if (this.scope !== scope) {
      this.closeScope();
      this.scope = scope;
      this.encoding.beginScope(scope);
    }
  }

  private closeScope(): void {
    if (this.scope !== undefined) this.encoding.endScope(this.scope);
    this.scope = undefined;
  }

  private closeResource(): void {
    this.closeScope();
    if (this.resource !== undefined) this.encoding.endResource(this.resource);
    this.resource = undefined;
  }
}

// What ends a request: lengths of the messages that are open, or brackets, and what is said of their schemas.
const CLOSING = 512;

import { ProtobufWriter } from '../../protobuf.js';
import { writeKeyValues } from '../any-value.js';
import { writeSpan } from './span.js';
import type { ResourceRecord, ScopeRecord, SpanRecord } from './span-record.js';
import type { SpansEncoding } from './spans-encoding.js';

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
 * Writes spans as OTLP's protobuf.
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
export class ProtobufSpans implements SpansEncoding {
  private readonly writer: ProtobufWriter;
  private resourceStart = 0;
  private scopeStart = 0;

  /** @param capacity bytes there is room for before the buffer grows */
  constructor(capacity: number) {
    const used = spare?.deref();
    spare = undefined;
    this.writer = used ?? new ProtobufWriter(capacity);
    this.writer.reset();
  }

  get length(): number {
    return this.writer.length;
  }

  beginResource(resource: ResourceRecord): void {
    this.resourceStart = this.writer.begin(RESOURCE_SPANS);
    this.attempt(() => writeResource(this.writer, resource));
  }

  beginScope(scope: ScopeRecord): void {
    this.scopeStart = this.writer.begin(SCOPE_SPANS);
    this.attempt(() => writeScope(this.writer, scope));
  }

  writeSpan(span: SpanRecord): void {
    writeSpan(this.writer, SPANS, span);
  }

  cutTo(length: number): void {
    this.writer.cutTo(length);
  }

  endScope({ schemaUrl }: ScopeRecord): void {
    if (isText(schemaUrl)) this.writer.text(SCHEMA_URL, schemaUrl);
    this.writer.end(this.scopeStart);
  }

  endResource({ schemaUrl }: ResourceRecord): void {
    if (isText(schemaUrl)) this.writer.text(SCHEMA_URL, schemaUrl);
    this.writer.end(this.resourceStart);
  }

  take(): Uint8Array {
    const written = this.writer.soFar();
    this.writer.reset();
    return written;
  }

  end(): void {
    spare = new WeakRef(this.writer);
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

// For as long as the garbage collector leaves it: memory that was written to before is written to in half the time.
let spare: WeakRef<ProtobufWriter> | undefined;

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

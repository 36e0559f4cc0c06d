import type { ProtobufWriter } from '../protobuf.js';
import { writeKeyValues } from './any-value.js';

/** What describes the process that sends, as in OTEL_RESOURCE_ATTRIBUTES. */
export type ResourceAttributes = Readonly<Record<string, unknown>>;

/** Who made an instrument or a span, and in which version or an empty one. */
export interface Scope {
  readonly name: string;
  readonly version: string;
}

// Of ResourceMetrics and ResourceSpans, of Resource, of ScopeMetrics and ScopeSpans, and of InstrumentationScope.
const RESOURCE = 1;
const ATTRIBUTES = 1;
const SCOPE = 1;
const NAME = 1;
const VERSION = 2;

/** Writes the resource that a group of scopes is of. */
export function writeResource(writer: ProtobufWriter, attributes: ResourceAttributes): void {
  const start = writer.begin(RESOURCE);
  writeKeyValues(writer, ATTRIBUTES, attributes);
  writer.end(start);
}

/** Writes the scope that a group of metrics or spans is of. */
export function writeScope(writer: ProtobufWriter, { name, version }: Scope): void {
  const start = writer.begin(SCOPE);
  if (name !== '') writer.text(NAME, name);
  if (version !== '') writer.text(VERSION, version);
  writer.end(start);
}

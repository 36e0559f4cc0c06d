import type { ResourceRecord, ScopeRecord, SpanRecord } from './span-record.js';

/**
 * One way to write an ExportTraceServiceRequest, part by part into one buffer. Whatever begins ends before what is around
 * it ends.
 */
export interface SpansEncoding {
  /** How many bytes are written of the request so far. */
  readonly length: number;
  beginResource(resource: ResourceRecord): void;
  beginScope(scope: ScopeRecord): void;
  /** @throws whatever reading the span throws */
  writeSpan(span: SpanRecord): void;
  /** Takes back the spans that made the request longer than `length`. */
  cutTo(length: number): void;
  endScope(scope: ScopeRecord): void;
  endResource(resource: ResourceRecord): void;
  /** The whole request, valid until the next one is begun. */
  take(): Uint8Array;
  /** Nothing more is written. */
  end(): void;
}

import type { FnTrace } from '@portcall/trace';

/** Seconds since 1970, and nanoseconds. */
export type Moment = readonly [number, number];

/** Attributes of third parties may hold anything. */
export type AttributesRecord = Readonly<Record<string, unknown>>;

export interface SpanContextRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly traceState?: { serialize(): string } | undefined;
  readonly isRemote?: boolean | undefined;
}

export interface EventRecord {
  readonly name: string;
  readonly time: Moment;
  readonly attributes?: AttributesRecord | undefined;
  readonly droppedAttributesCount?: number | undefined;
}

export interface LinkRecord {
  readonly context: SpanContextRecord;
  readonly attributes?: AttributesRecord | undefined;
  readonly droppedAttributesCount?: number | undefined;
}

export interface ResourceRecord {
  readonly attributes: AttributesRecord;
  readonly schemaUrl?: string | undefined;
}

export interface ScopeRecord {
  readonly name: string;
  readonly version?: string | undefined;
  readonly schemaUrl?: string | undefined;
  readonly attributes?: AttributesRecord | undefined;
  readonly droppedAttributesCount?: number | undefined;
}

/** A finished span as it is read for sending: a `ReadableSpan` of OpenTelemetry's SDK is one. */
export interface SpanRecord {
  readonly name: string;
  /** As OpenTelemetry's API counts: 0 is internal. */
  readonly kind: number;
  readonly startTime: Moment;
  readonly endTime: Moment;
  readonly parentSpanContext?: SpanContextRecord | undefined;
  readonly status: { readonly code: number; readonly message?: string | undefined };
  readonly attributes: AttributesRecord;
  readonly droppedAttributesCount: number;
  readonly events: readonly EventRecord[];
  readonly droppedEventsCount: number;
  readonly links: readonly LinkRecord[];
  readonly droppedLinksCount: number;
  readonly resource: ResourceRecord;
  readonly instrumentationScope: ScopeRecord;
  /** Where the span is that of a call, and says no more than its record does. */
  readonly shownCall?: ShownCall | undefined;
  spanContext(): SpanContextRecord;
}

/** What a call's span is written from, where no limit cuts anything. */
export interface ShownCall {
  readonly ids: SpanIdBytes;
  /** Of the span that the call was made in, where there was one. */
  readonly parentIds: SpanIdBytes | undefined;
  readonly call: FnTrace;
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
  readonly opsAreEvents: boolean;
  /** Of what left the call, where something was thrown and its stack could be read. */
  readonly stack: string | undefined;
  /** Whether the error that left the call is an event. */
  readonly withException: boolean;
  /** What the app has set: it comes first, and instead of what the call would say. */
  readonly shownAttributes: AttributesRecord | undefined;
}

/** Which span it is, for whoever writes bytes. */
export interface SpanIdBytes {
  readonly traceFlags: number;
  readonly traceState?: { serialize(): string } | undefined;
  readonly isRemote: boolean;
  /** Puts sixteen bytes there. */
  putTraceId(into: DataView, at: number): void;
  /** Puts eight bytes there. */
  putSpanId(into: DataView, at: number): void;
}

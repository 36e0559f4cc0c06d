import type { Attributes, Context, HrTime, Link, Span, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api';

/*
 * What parts of OpenTelemetry's SDK are given and give, in its own words and without it: its types fit these, and these fit
 * its, of 2.x and of 3.x.
 */

/** What telemetry says of where it comes from. */
export interface Resource {
  readonly attributes: Attributes;
  readonly schemaUrl?: string;
  /** Whether some of the attributes are not known yet. */
  readonly asyncAttributesPending?: boolean;
  waitForAsyncAttributes?(): Promise<void>;
  merge(other: Resource | null): Resource;
  getRawAttributes(): [string, Attributes[string] | Promise<Attributes[string]>][];
}

/** An event of a span. */
export interface TimedEvent {
  time: HrTime;
  name: string;
  attributes?: Attributes;
  droppedAttributesCount?: number;
}

/** A span as it is read for exporting. */
export interface ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly spanContext: () => SpanContext;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly links: Link[];
  readonly events: TimedEvent[];
  readonly duration: HrTime;
  readonly ended: boolean;
  readonly resource: Resource;
  readonly instrumentationScope: { readonly name: string; readonly version?: string; readonly schemaUrl?: string };
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}

/** Is told of spans that are recorded, when they begin and when they end: every `SpanProcessor` of OpenTelemetry's SDK is one. */
export interface SpanProcessor {
  /** The span can be written to. */
  onStart(span: Span & ReadableSpan, parentContext: Context): void;
  /** The span has its end time and can be written to for the last time. */
  onEnding?(span: Span & ReadableSpan): void;
  onEnd(span: ReadableSpan): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Sends finished spans: every `SpanExporter` of OpenTelemetry's SDK is one. */
export interface SpanExporter {
  export(spans: ReadableSpan[], resultCallback: (result: { code: number; error?: Error }) => void): void;
  shutdown(): Promise<void>;
  forceFlush?(): Promise<void>;
}

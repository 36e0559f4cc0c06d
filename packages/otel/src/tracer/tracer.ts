import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  INVALID_TRACEID,
  isSpanContextValid,
  type Link,
  type Span,
  SpanKind,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { report } from '@portcall/core';
import { scopeHere, shown } from '@portcall/core/internal';
import { isTracingSuppressed } from '../propagation/suppression.js';
import { BoundedAttributes, type Refused } from '../spans/guard/bounded-attributes.js';
import { GuardedSpan, nameOf } from '../spans/guard/guarded-span.js';
import { linkOf } from '../spans/guard/link-guard.js';
import { SpanIdentity } from '../spans/span-ids.js';
import type { SpanPipeline } from '../spans/span-pipeline.js';
import { randomIds } from './id-source.js';
import { RecordedSpan } from './recorded-span.js';
import { NOT_RECORD, RECORD_AND_SAMPLED } from './sampling/sampler.js';
import { spanStarts } from './span-starts.js';

type Body<T> = (span: Span) => T;

/**
 * Begins spans for code that records through OpenTelemetry's API, as the SDK's tracer does. What it is given may be anything:
 * where no span can be made of it, the code gets one that records nothing, and that is reported.
 */
export class PipelineTracer implements Tracer {
  constructor(private readonly pipeline: SpanPipeline) {}

  startSpan(name: string, options?: SpanOptions, parent: Context = context.active()): Span {
    try {
      const around = options?.root ? trace.deleteSpan(parent) : parent;
      return isTracingSuppressed(around)
        ? trace.wrapSpanContext(INVALID_SPAN_CONTEXT)
        : this.begin(name, options ?? {}, around);
    } catch (cause) {
      reportUnmade(this.pipeline.scope.name, cause);
      return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    }
  }

  startActiveSpan<T>(name: string, body: Body<T>): T;
  startActiveSpan<T>(name: string, options: SpanOptions, body: Body<T>): T;
  startActiveSpan<T>(name: string, options: SpanOptions, parent: Context, body: Body<T>): T;
  startActiveSpan<T>(
    name: string,
    ...given: [Body<T>] | [SpanOptions, Body<T>] | [SpanOptions, Context, Body<T>]
  ): T | undefined {
    const body = given.at(-1) as Body<T> | undefined;
    if (body === undefined) return undefined;
    const [options, parent = context.active()] = given.slice(0, -1) as [SpanOptions?, Context?];
    const span = this.startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), body, undefined, span);
  }

  private begin(givenName: unknown, options: SpanOptions, parent: Context): Span {
    const { pipeline } = this;
    if (options.attributes !== undefined) spanStarts.told?.(pipeline.scope.name, options.attributes);
    const name = nameOf(givenName);
    const kind = options.kind ?? SpanKind.INTERNAL;
    const { ids: source = randomIds, sampler, samplesByTraceId, samplesByContent = false } = pipeline;
    const parentIds = identityIn(parent);
    const ids = parentIds === undefined ? source.root() : source.below(parentIds);
    const refused: [unknown, unknown][] = [];
    const attributes = samplesByContent ? checkedAttributes(options.attributes, refused) : NO_ATTRIBUTES;
    const links = samplesByContent ? checkedLinks(options.links) : NO_LINKS;
    const traceId = samplesByTraceId ? ids.traceId : INVALID_TRACEID;
    const asked = sampler.shouldSample(parent, traceId, name, kind, attributes, links);
    if (asked.decision === RECORD_AND_SAMPLED) ids.traceFlags = 1;
    ids.traceState = asked.traceState ?? parentIds?.traceState;
    if (asked.decision === NOT_RECORD) return trace.wrapSpanContext(ids.spanContext());
    const span = new RecordedSpan({ name, kind, ids, parentIds, startTime: options.startTime }, pipeline);
    if (options.links !== undefined) span.addLinks(options.links);
    for (const [key, value] of refused) span.refuse(`an attribute, ${shown(key)},`, value);
    // What is said of everything here; what is said of this span counts.
    const around = scopeHere.attributes?.();
    if (around !== undefined) span.setAttributes(around);
    const first = samplesByContent ? Object.assign(attributes, asked.attributes) : options.attributes;
    if (first !== undefined) span.setAttributes(first);
    pipeline.onStart(span, parent);
    return span;
  }
}

// For samplers that look at neither.
const NO_ATTRIBUTES: Attributes = Object.freeze({});
const NO_LINKS: Link[] = Object.freeze([]) as readonly Link[] as Link[];

/** Of the span that a context holds, where it has valid ids. */
function identityIn(parent: Context): SpanIdentity | undefined {
  const span = trace.getSpan(parent);
  if (span === undefined) return undefined;
  if (span instanceof GuardedSpan) return span.ids;
  const spanContext = span.spanContext();
  return isSpanContextValid(spanContext) ? SpanIdentity.of(spanContext) : undefined;
}

/**
 * All that are good: what the limits leave out is not known to a sampler. A copy, which it may change.
 * @param refused gets the others, for the span to report
 */
function checkedAttributes(given: Attributes | undefined, refused: [unknown, unknown][]): Attributes {
  const checked = unlimited((key, value) => refused.push([key, value]));
  checked.setAll(given);
  return checked.values;
}

/** All that are good; the span reports the others. */
function checkedLinks(given: unknown): Link[] {
  try {
    return Array.isArray(given) ? given.flatMap((link) => checkedLink(link) ?? []) : [];
  } catch {
    return [];
  }
}

function checkedLink(given: unknown): Link | undefined {
  try {
    const link = linkOf(
      given,
      unlimited(() => {}),
    );
    return link && { context: link.context, attributes: link.attributes ?? {} };
  } catch {
    return undefined;
  }
}

function unlimited(refused: Refused): BoundedAttributes {
  return new BoundedAttributes(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, refused);
}

function reportUnmade(scope: string, cause: unknown): void {
  report({
    key: 'call.span_start',
    about: scope,
    message: `${scope}: a span could not be begun; it records nothing; fix what startSpan() is given`,
    cause,
  });
}

import {
  type Attributes,
  type Context,
  context,
  propagation,
  SpanKind,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@portcall/otel/internal';
import { recordRequest } from '@portcall/trace/internal';
import { ObservedRequest, type RequestTimer } from './observed-request.js';
import { isKnownMethod, type RequestTarget, urlOf } from './request-target.js';

/** A library's request, before its headers are sent. */
export interface OutgoingHeaders<R> {
  readonly request: R;
  /** Puts a header in the place of one of that name. */
  readonly setter: TextMapSetter<R>;
  /** What a header says so far. */
  readonly get: (request: R, name: string) => string | undefined;
}

/**
 * Begins to observe a request of the running call or span: a CLIENT span, whose context goes out with the request.
 * @returns undefined for what delivers telemetry, and for a request that somebody else has a span of
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export type RequestObserver = <R>(
  target: () => RequestTarget,
  headers: OutgoingHeaders<R> | undefined,
  /** What the request was asked for in. @default the active context */
  around?: Context,
) => ObservedRequest | undefined;

export function requestObserver(timer: RequestTimer): RequestObserver {
  const tracer = trace.getTracer('portcall.http');
  return (targetOf, headers, around = context.active()) => {
    if (isTracingSuppressed(around) || (headers !== undefined && isAnothers(around, headers))) return undefined;
    const target = targetOf();
    const { method } = target;
    recordRequest(target.address);
    const name = isKnownMethod(method) ? method : 'HTTP';
    const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: attributesOf(target) }, around);
    const inside = trace.setSpan(around, span);
    if (headers !== undefined) propagation.inject(inside, headers.request, headers.setter);
    return new ObservedRequest({ target, span, inside, timer });
  };
}

function attributesOf(target: RequestTarget): Attributes {
  const { method, address, port } = target;
  const common = { 'server.address': address, 'server.port': port, 'url.full': urlOf(target) };
  return isKnownMethod(method)
    ? { 'http.request.method': method, ...common }
    : { 'http.request.method': '_OTHER', 'http.request.method_original': method, ...common };
}

const FIELDS = ['traceparent', 'b3', 'x-b3-spanid'];

/** Whether an instrumentation has made a CLIENT span for this very request, and sends its id already. */
function isAnothers<R>(around: Context, { request, get }: OutgoingHeaders<R>): boolean {
  const active = trace.getSpan(around);
  if (active === undefined || (active as { readonly kind?: unknown }).kind !== SpanKind.CLIENT) return false;
  const { spanId } = active.spanContext();
  return FIELDS.some((field) => get(request, field)?.includes(spanId) ?? false);
}

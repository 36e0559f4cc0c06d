import { type Attributes, type Context, context, type Span, SpanStatusCode } from '@opentelemetry/api';
import type { RequestEnd } from './request-end.js';
import { type RequestTarget, urlOf } from './request-target.js';

/** Is told how long a request took, in seconds. */
export type RequestTimer = (seconds: number, target: RequestTarget, end: RequestEnd) => void;

interface Begun {
  readonly target: RequestTarget;
  readonly span: Span;
  /** What the span is active in. */
  readonly inside: Context;
  readonly timer: RequestTimer;
}

/** One request that went out, until its response has been read. */
export class ObservedRequest {
  private readonly startedAt = performance.now();
  private statusCode: number | undefined;
  private version: string | undefined;
  private hasEnded = false;

  constructor(private begun: Begun) {}

  get target(): RequestTarget {
    return this.begun.target;
  }

  /** The port, where it could not be known before. */
  reached(port: number): void {
    const target = { ...this.begun.target, port, isPortGuessed: false };
    this.begun = { ...this.begun, target };
    this.begun.span.setAttributes({ 'server.port': port, 'url.full': urlOf(target) });
  }

  /** The how-manieth time this is sent again. */
  resent(count: number): void {
    this.begun.span.setAttribute('http.request.resend_count', count);
  }

  spoken(version: string): void {
    this.version = version;
  }

  answered(statusCode: number | undefined): void {
    this.statusCode = statusCode;
  }

  /** Whether an answer has begun to come. */
  get isAnswered(): boolean {
    return this.statusCode !== undefined;
  }

  /** Counts once, whoever says it first. */
  ended(failure?: { readonly cause: unknown }): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const { target, span, inside, timer } = this.begun;
    const seconds = (performance.now() - this.startedAt) / 1_000;
    const errorType = failure === undefined ? errorStatus(this.statusCode) : errorTypeOf(failure.cause);
    const end: RequestEnd = { statusCode: this.statusCode, version: this.version, errorType };
    if (!span.isRecording()) {
      timer(seconds, target, end);
      return;
    }
    // Inside, so that an exemplar leads to the span.
    context.with(inside, timer, undefined, seconds, target, end);
    span.setAttributes(attributesOf(end));
    if (errorType !== undefined)
      span.setStatus({ code: SpanStatusCode.ERROR, ...(failure === undefined ? {} : messageOf(failure.cause)) });
    span.end();
  }
}

function attributesOf({ statusCode, version, errorType }: RequestEnd): Attributes {
  return {
    'http.response.status_code': statusCode,
    'network.protocol.version': version,
    'error.type': errorType,
  };
}

function errorStatus(statusCode: number | undefined): string | undefined {
  return statusCode !== undefined && statusCode >= 400 ? String(statusCode) : undefined;
}

/** Its code, where it has one that is a word; else the name of its class. */
function errorTypeOf(cause: unknown): string {
  const { code, name } = (cause ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string' && code !== '') return code;
  return typeof name === 'string' && name !== '' ? name : '_OTHER';
}

function messageOf(cause: unknown): { readonly message?: string } {
  const { message } = (cause ?? {}) as { readonly message?: unknown };
  return typeof message === 'string' && message !== '' ? { message } : {};
}

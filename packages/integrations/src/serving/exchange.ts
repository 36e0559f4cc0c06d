import { systemClock } from '@portcall/core';
import { failureOf, type LookedOnAt } from '@portcall/core/internal';
import type { CallFromOutside } from '@portcall/trace/internal';
import { type ServedRequest, serverMetrics } from './server-metrics.js';

/** How a request was answered. */
export interface Answer {
  /** Undefined where nothing was sent. */
  readonly status: number | undefined;
  /** Whether the connection was closed before all of it was sent. */
  readonly isCutOff: boolean;
  readonly bodySize?: number | undefined;
}

// So many code units: a route is a line of the application, and not data.
const LONGEST_ROUTE = 256;

/** A request that is being answered, and its call. Nothing here throws. */
export class Exchange implements LookedOnAt {
  /** The pattern of the route that answers; undefined while it is not known. */
  route: string | undefined;
  /** Told once, at its end. */
  whenEnded: (() => void) | undefined;
  private failure: { readonly thrown: unknown } | undefined;
  private isOver = false;
  private readonly startedAt = systemClock.monotonic();
  /** Those that were told of its beginning are told of its end. */
  private readonly metrics = serverMetrics.current;

  /** @param call undefined where nothing is traced */
  constructor(
    readonly call: CallFromOutside | undefined,
    private readonly served: ServedRequest,
  ) {
    this.metrics?.began(served);
  }

  /** Runs a part of what answers the request. */
  run<A extends unknown[], T>(body: (...args: A) => T, ...args: A): T {
    return this.call === undefined ? body(...args) : this.call.run(body, ...args);
  }

  /** Says which route answers, by its pattern: the name of its call from now on. */
  routed(pattern: string): void {
    if (this.isOver || pattern === '' || pattern === this.route) return;
    this.route = pattern.slice(0, LONGEST_ROUTE);
    this.call?.rename(`${spanMethod(this.served.method)} ${this.route}`);
    this.call?.noteAttribute('http.route', this.route);
  }

  /** Notes what a framework has caught, and makes an answer of. */
  threw(thrown: unknown): void {
    if (!this.isOver) this.failure = { thrown };
  }

  /** The first end counts. */
  ended({ status, isCutOff, bodySize }: Answer): void {
    if (this.isOver) return;
    this.isOver = true;
    this.whenEnded?.();
    const errorType = this.errorType(status, isCutOff);
    if (this.call !== undefined) {
      if (status !== undefined) this.call.noteAttribute('http.response.status_code', status);
      if (bodySize !== undefined) this.call.noteAttribute('http.response.body.size', bodySize);
      this.endCall(this.call, errorType, isCutOff);
    }
    const durationMs = Math.max(0, systemClock.monotonic() - this.startedAt);
    this.metrics?.ended(this.served, durationMs, this.route, status, errorType);
  }

  /** It was for telemetry itself: as if it had never come. */
  discarded(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.whenEnded?.();
    this.call?.discarded();
    this.metrics?.discarded(this.served);
  }

  private endCall(call: CallFromOutside, errorType: string | undefined, isCutOff: boolean): void {
    if (errorType === undefined) {
      if (isCutOff) call.abandoned();
      else call.succeeded();
    } else if (this.failure === undefined) call.failedWith(errorType);
    else call.failed(this.failure.thrown);
  }

  /** A whole answer below 500 is what a server should say, whatever was thrown for it. */
  private errorType(status: number | undefined, isCutOff: boolean): string | undefined {
    const isFine = status !== undefined && status < 500;
    if (isFine && !isCutOff) return undefined;
    if (this.failure !== undefined) return failureOf(this.failure.thrown).code;
    return status === undefined || isFine ? undefined : String(status);
  }
}

/** As names of spans have it. */
export function spanMethod(known: string): string {
  return known === '_OTHER' ? 'HTTP' : known;
}

import { safely } from '@portcall/core/internal';
import type { CurrentCall } from '../current-call.js';
import { callExtra } from '../record/call-record.js';
import type { CallAttributes } from '../record/fn-trace.js';
import type { Call } from '../running/call.js';
import { publish } from '../running/publish.js';
import { refuseLate } from '../running/refused.js';
import { fail } from '../running/run-call.js';
import { runInCall } from '../running/run-in-call.js';
import type { Tracing } from '../tracing.js';
import { keepAttributes } from './call-attributes.js';

/** A call of something that begins and ends in other places than a function does: a request, a job, a message. */
export interface OpenedCall {
  /** What its code reaches with `currentCall()`. */
  readonly call: CurrentCall;
  readonly isFinished: boolean;
  /** Runs a part of its code: `currentCall()` is the call there, and in what that starts. Gives and throws what that does. */
  run<A extends unknown[], T>(body: (...args: A) => T, ...args: A): T;
  /** Gives the call, and its span, the name that it is known by now. */
  rename(fnName: string): void;
  /** Adds to what is said of it: texts, numbers and booleans. */
  setAttributes(attributes: CallAttributes): void;
  /** The first end counts; others do nothing. */
  succeeded(): void;
  /** It ends with what was thrown. */
  failed(thrown: unknown): void;
  /** It ends as failed without anything having been thrown, as an answer that says so. @param message @default '' */
  failedWith(code: string, message?: string): void;
  /** Nobody waits for its end any more. */
  abandoned(): void;
  /** It ends, and is told to nobody: it turned out to be nothing that is to be seen. Spans below it have lost their parent. */
  discarded(): void;
}

export class CallFromOutside implements OpenedCall {
  constructor(
    readonly call: Call,
    private readonly tracing: Tracing,
  ) {}

  get isFinished(): boolean {
    return this.call.isFinished;
  }

  run<A extends unknown[], T>(body: (...args: A) => T, ...args: A): T {
    return runInCall(this.call, body, undefined, args);
  }

  rename(fnName: string): void {
    const { call } = this;
    if (call.isFinished) {
      refuseLate(call.fnName, 'a name');
      return;
    }
    const { record } = call;
    const before = record.fnName;
    record.fnName = record.clipped(fnName, this.tracing.limits.name);
    safely('call.span', `the span of ${record.fnName}`, () => call.span.rename?.(record.fnName, before));
  }

  setAttributes(attributes: CallAttributes): void {
    const { call, tracing } = this;
    if (call.isFinished) refuseLate(call.fnName, 'an attribute');
    else keepAttributes(call.record, attributes, tracing.limits);
  }

  /** Adds one that is known to be right but for the length of its text, to a call that has not finished. */
  noteAttribute(key: string, value: string | number): void {
    const { record } = this.call;
    const { text } = this.tracing.limits;
    record.extra ??= callExtra();
    record.extra.attributes ??= {};
    record.extra.attributes[key] =
      typeof value === 'string' && value.length > text ? record.clipped(value, text) : value;
  }

  succeeded(): void {
    const { call, tracing } = this;
    if (!call.isFinished) publish(call, call.finishOk(), tracing);
  }

  failed(thrown: unknown): void {
    const { call, tracing } = this;
    if (!call.isFinished) fail(call, thrown, { name: call.fnName, isRollback: undefined }, tracing);
  }

  failedWith(code: string, message = ''): void {
    const { call, tracing } = this;
    if (!call.isFinished) publish(call, call.finishError(code, message), tracing);
  }

  abandoned(): void {
    const { call, tracing } = this;
    if (!call.isFinished) publish(call, call.finishAbandoned(), tracing);
  }

  discarded(): void {
    const { call } = this;
    if (call.isFinished) return;
    const trace = call.finishAbandoned();
    safely('call.span', `the span of ${trace.fnName}`, () => call.span.discard?.(trace));
  }
}

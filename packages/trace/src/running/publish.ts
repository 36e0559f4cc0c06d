import { report } from '@portcall/core';
import { nativeTypes } from '@portcall/core/internal';
import type { FnTrace } from '../record/fn-trace.js';
import { frozenTrace } from '../record/frozen-trace.js';
import type { Tracing } from '../tracing.js';
import { calls, SILENCE } from './async-context.js';
import type { Call } from './call.js';

/** Gives a finished call to its span, every sink and every listener. What they throw is reported and stays here. */
export function publish(call: Call, trace: FnTrace, tracing: Tracing): void {
  // One that nothing closes was not sampled: nobody will find it by its ids.
  if (call.span.close !== undefined) call.noteSpan();
  for (const sink of tracing.sinks) {
    if (sink.isIdle === true) continue;
    try {
      sink.push(trace);
    } catch (cause) {
      report({ key: 'call.sink', message: 'traces: a sink failed; the trace is lost there; fix the error', cause });
    }
  }
  if (call.span.close === undefined && tracing.listeners.length === 0) return;
  calls.run(SILENCE, deliver, call, trace, tracing);
}

function deliver(call: Call, trace: FnTrace, { listeners }: Tracing): void {
  try {
    call.span.close?.(trace, call.startedAtPrecisely);
  } catch (cause) {
    report({
      key: 'call.span',
      about: trace.fnName,
      message: `${trace.fnName}: its span could not be closed; the span is lost; fix the error`,
      cause,
    });
  }
  if (listeners.length === 0) return;
  const frozen = frozenTrace(trace);
  // What is declared to give nothing may give a promise.
  for (const listener of listeners as readonly ((trace: FnTrace) => unknown)[]) {
    try {
      const answer = listener(frozen);
      if (nativeTypes.isPromise(answer)) answer.then(undefined, listenerFailed);
    } catch (cause) {
      listenerFailed(cause);
    }
  }
}

function listenerFailed(cause: unknown): void {
  report({
    key: 'call.listener',
    message: 'onTrace(): a listener failed; the trace may be lost there; fix the error',
    cause,
  });
}

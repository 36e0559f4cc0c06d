import { type Context, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { GenAiMetrics } from '@portcall/ports';
import { errorTypeOf } from '../calls/error-type.js';
import { MODEL_SCOPE } from '../calls/running-model-call.js';

interface Agent {
  readonly name: string;
  readonly span: Span;
  readonly context: Context;
  readonly startedAt: number;
}

/** Calls of the SDK to which the app has given a name: each is an agent, whose models and tools are below it. */
export class Agents {
  private readonly byCall = new Map<string, Agent>();

  constructor(private readonly metrics: GenAiMetrics) {}

  begin(callId: string, name: string): void {
    const parent = context.active();
    const attributes = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': name };
    const span = trace
      .getTracer(MODEL_SCOPE)
      .startSpan(`invoke_agent ${name}`, { kind: SpanKind.INTERNAL, attributes }, parent);
    this.byCall.set(callId, { name, span, context: trace.setSpan(parent, span), startedAt: performance.now() });
  }

  /** What a model or a tool of a call is below. */
  contextOf(callId: string): Context {
    return this.byCall.get(callId)?.context ?? context.active();
  }

  nameOf(callId: string): string | undefined {
    return this.byCall.get(callId)?.name;
  }

  /** @param failure what it failed with, if it did */
  end(callId: string, failure?: { readonly error: unknown }): void {
    const agent = this.byCall.get(callId);
    if (agent === undefined) return;
    this.byCall.delete(callId);
    const errorType = failure === undefined ? undefined : errorTypeOf(failure.error);
    if (errorType !== undefined) {
      agent.span.setAttribute('error.type', errorType);
      agent.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    const duration = (performance.now() - agent.startedAt) / 1_000;
    this.metrics.recordAgentInvocation({ agent: agent.name, duration, errorType });
    agent.span.end();
  }

  clear(): void {
    for (const callId of [...this.byCall.keys()]) this.end(callId);
  }
}

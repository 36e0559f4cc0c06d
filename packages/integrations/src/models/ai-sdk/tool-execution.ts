import { type Attributes, type Context, context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { GenAiMetrics } from '@portcall/ports';
import { errorTypeOf } from '../calls/error-type.js';
import { MODEL_SCOPE } from '../calls/running-model-call.js';
import type { ToolEvent } from './events.js';

/** Whose tool it is, and where it is told of. */
export interface ToolSurroundings {
  readonly parent: Context;
  readonly agent: string | undefined;
  readonly metrics: GenAiMetrics;
  readonly messageContent: boolean;
}

/** A tool that runs, within the span that it is. */
export function openTool(
  event: ToolEvent,
  { parent, agent, metrics, messageContent }: ToolSurroundings,
): <T>(execute: () => PromiseLike<T>) => Promise<T> {
  const tool = event.toolCall?.toolName ?? 'unknown';
  const attributes: Attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': tool,
    'gen_ai.tool.type': 'function',
    'gen_ai.tool.call.id': event.toolCallId ?? event.toolCall?.toolCallId,
    'gen_ai.agent.name': agent,
    'gen_ai.tool.call.arguments': messageContent ? JSON.stringify(event.toolCall?.input) : undefined,
  };
  const span = trace
    .getTracer(MODEL_SCOPE)
    .startSpan(`execute_tool ${tool}`, { kind: SpanKind.INTERNAL, attributes }, parent);
  const startedAt = performance.now();
  const ended = (errorType: string | undefined): void => {
    const duration = (performance.now() - startedAt) / 1_000;
    metrics.recordToolExecution({ tool, type: 'function', agent, duration, errorType });
    span.end();
  };
  return async (execute) =>
    context.with(trace.setSpan(parent, span), async () => {
      try {
        const result = await execute();
        ended(undefined);
        return result;
      } catch (error) {
        span.setAttribute('error.type', errorTypeOf(error));
        span.setStatus({ code: SpanStatusCode.ERROR });
        ended(errorTypeOf(error));
        throw error;
      }
    });
}

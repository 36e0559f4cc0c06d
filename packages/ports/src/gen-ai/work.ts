import { type AttributeKind, histogram, type MetricSpec, optional, type Recorders, text } from '@portcall/metrics';
import { SECONDS, type WithError, withError } from './attributes.js';
import type { AgentInvocation, ToolExecution } from './model-call.js';

type OptionalText = AttributeKind<string, true>;

/** What models have done, besides answering: tools and agents. */
export type WorkSpecs = {
  readonly toolDuration: MetricSpec<
    'histogram',
    WithError & {
      readonly 'gen_ai.tool.name': AttributeKind<string, false>;
      readonly 'gen_ai.tool.type': OptionalText;
      readonly 'gen_ai.agent.name': OptionalText;
    }
  >;
  readonly agentDuration: MetricSpec<
    'histogram',
    WithError & { readonly 'gen_ai.agent.name': OptionalText; readonly 'gen_ai.request.model': OptionalText }
  >;
};

export const workSpecs: WorkSpecs = {
  toolDuration: histogram({
    name: 'gen_ai.execute_tool.duration',
    unit: 's',
    description: 'Time a tool took that a model had asked for, once per execution, failed ones included.',
    attributes: {
      'gen_ai.tool.name': text(),
      'gen_ai.tool.type': optional(text()),
      'gen_ai.agent.name': optional(text()),
      ...withError,
    },
    boundaries: SECONDS,
  }),
  agentDuration: histogram({
    name: 'gen_ai.invoke_agent.duration',
    unit: 's',
    description: 'Time an agent took to the end of its answer, once per invocation, failed ones included.',
    attributes: { 'gen_ai.agent.name': optional(text()), 'gen_ai.request.model': optional(text()), ...withError },
    boundaries: Array.from({ length: 13 }, (_, power) => 2 ** power / 10),
  }),
};

export function recordTool({ toolDuration }: Recorders<WorkSpecs>, execution: ToolExecution): void {
  toolDuration.record(execution.duration, {
    'gen_ai.tool.name': execution.tool,
    'gen_ai.tool.type': execution.type,
    'gen_ai.agent.name': execution.agent,
    'error.type': execution.errorType,
  });
}

export function recordAgent({ agentDuration }: Recorders<WorkSpecs>, invocation: AgentInvocation): void {
  agentDuration.record(invocation.duration, {
    'gen_ai.agent.name': invocation.agent,
    'gen_ai.request.model': invocation.requestModel,
    'error.type': invocation.errorType,
  });
}

import { type AttributeKind, counter, type MetricSpec, type Recorders, text } from '@portcall/metrics';

/** Tools that the model calls on its own. */
export interface ToolMetrics {
  /** `count` calls within one answer. */
  recordCodeInterpreterCalls(model: string, count: number): void;
}

export type ToolSpecs = {
  readonly codeInterpreterCalls: MetricSpec<'counter', { readonly model: AttributeKind<string> }>;
};

export const toolSpecs: ToolSpecs = {
  codeInterpreterCalls: counter({
    name: 'code_interpreter_calls',
    unit: '{call}',
    description: 'Calls of the code interpreter, once per call.',
    attributes: { model: text() },
  }),
};

export function toolMetrics({ codeInterpreterCalls }: Recorders<ToolSpecs>): ToolMetrics {
  return { recordCodeInterpreterCalls: (model, count) => codeInterpreterCalls.add(count, { model }) };
}

import { type AttributeKind, histogram, type MetricSpec, oneOf, type Recorders } from '@portcall/metrics';
import { type OfModel, ofModel, SECONDS, TOKENS, type WithError, withError } from './attributes.js';
import { failableAttributes, modelAttributes } from './model-attributes.js';
import type { ModelCall, ModelRequest } from './model-call.js';
import { tokens } from './tokens.js';

export type ClassicSpecs = {
  readonly operationDuration: MetricSpec<'histogram', OfModel & WithError>;
  readonly operationTimeToFirstChunk: MetricSpec<'histogram', OfModel>;
  readonly operationTimePerOutputChunk: MetricSpec<'histogram', OfModel>;
  readonly tokenUsage: MetricSpec<
    'histogram',
    OfModel & { readonly 'gen_ai.token.type': AttributeKind<'input' | 'output', false> }
  >;
};

/** The names that were the conventions' until 2026. */
export const classicSpecs: ClassicSpecs = {
  operationDuration: histogram({
    name: 'gen_ai.client.operation.duration',
    unit: 's',
    description: 'Time a request to a model took to its last byte, once per request, failed ones included.',
    attributes: { ...ofModel, ...withError },
    boundaries: SECONDS,
  }),
  operationTimeToFirstChunk: histogram({
    name: 'gen_ai.client.operation.time_to_first_chunk',
    unit: 's',
    description: 'Time to the first chunk of an answer, once per stream that had one.',
    attributes: ofModel,
    boundaries: SECONDS,
  }),
  operationTimePerOutputChunk: histogram({
    name: 'gen_ai.client.operation.time_per_output_chunk',
    unit: 's',
    description: 'Time between two chunks of an answer, once per chunk of a stream but the first.',
    attributes: ofModel,
    boundaries: SECONDS,
  }),
  tokenUsage: histogram({
    name: 'gen_ai.client.token.usage',
    unit: '{token}',
    description: 'Tokens as they are billed, once per request and kind, where the provider says them.',
    attributes: { ...ofModel, 'gen_ai.token.type': oneOf('input', 'output') },
    boundaries: TOKENS,
  }),
};

export function recordClassicCall(recorders: Recorders<ClassicSpecs>, call: ModelCall): void {
  const attributes = modelAttributes(call);
  recorders.operationDuration.record(call.duration, failableAttributes(call));
  if (call.timeToFirstChunk !== undefined)
    recorders.operationTimeToFirstChunk.record(call.timeToFirstChunk, attributes);
  const { usage = {} } = call;
  const [input, output] = [tokens(usage.inputTokens), tokens(usage.outputTokens)];
  // These are the only counts of tokens among the old names, so a failed call is among them where it was billed.
  if (input !== undefined) recorders.tokenUsage.record(input, { ...attributes, 'gen_ai.token.type': 'input' });
  if (output !== undefined) recorders.tokenUsage.record(output, { ...attributes, 'gen_ai.token.type': 'output' });
}

export function recordClassicChunk(recorders: Recorders<ClassicSpecs>, request: ModelRequest, seconds: number): void {
  recorders.operationTimePerOutputChunk.record(seconds, modelAttributes(request));
}

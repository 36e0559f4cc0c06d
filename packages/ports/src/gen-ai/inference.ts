import {
  type AttributeKind,
  type AttributesOf,
  counter,
  histogram,
  type MetricSpec,
  oneOf,
  type Recorders,
} from '@portcall/metrics';
import { type OfModel, ofModel, SECONDS, TOKENS, type WithError, withError } from './attributes.js';
import { failableAttributes, modelAttributes } from './model-attributes.js';
import type { ModelCall, ModelRequest, TokenUsage } from './model-call.js';
import { tokens } from './tokens.js';

type OfTokens = OfModel & { readonly 'gen_ai.token.modality': AttributeKind<'unknown', false> };

export type InferenceSpecs = {
  readonly inferenceDuration: MetricSpec<'histogram', OfModel & WithError>;
  readonly timeToFirstChunk: MetricSpec<'histogram', OfModel>;
  readonly timePerOutputChunk: MetricSpec<'histogram', OfModel>;
  readonly inputTokens: MetricSpec<'counter', OfTokens>;
  readonly outputTokens: MetricSpec<'counter', OfTokens>;
  readonly cacheReadTokens: MetricSpec<'counter', OfTokens>;
  readonly cacheWriteTokens: MetricSpec<'counter', OfTokens>;
  readonly reasoningTokens: MetricSpec<'counter', OfTokens>;
  readonly inputTokensOfCall: MetricSpec<'histogram', OfModel>;
  readonly outputTokensOfCall: MetricSpec<'histogram', OfModel>;
  readonly embeddingsDuration: MetricSpec<'histogram', OfModel & WithError>;
  readonly embeddingsInputTokens: MetricSpec<'histogram', OfModel>;
};

// No provider says of all its tokens whether they were text or an image, and a guess would be billed.
const ofTokens: OfTokens = { ...ofModel, 'gen_ai.token.modality': oneOf('unknown') };

/** The names since 2026. */
export const inferenceSpecs: InferenceSpecs = {
  inferenceDuration: histogram({
    name: 'gen_ai.client.inference.duration',
    unit: 's',
    description: 'Time a request to a model took to its last byte, once per request, failed ones included.',
    attributes: { ...ofModel, ...withError },
    boundaries: SECONDS,
  }),
  timeToFirstChunk: histogram({
    name: 'gen_ai.client.inference.time_to_first_chunk',
    unit: 's',
    description: 'Time to the first chunk of an answer, once per stream that had one.',
    attributes: ofModel,
    boundaries: SECONDS,
  }),
  timePerOutputChunk: histogram({
    name: 'gen_ai.client.inference.time_per_output_chunk',
    unit: 's',
    description: 'Time between two chunks of an answer, once per chunk of a stream but the first.',
    attributes: ofModel,
    boundaries: SECONDS,
  }),
  inputTokens: tokensUsed('input_tokens', 'Tokens of input as they are billed, those of the cache included.'),
  outputTokens: tokensUsed('output_tokens', 'Tokens of output as they are billed, those of reasoning included.'),
  cacheReadTokens: tokensUsed('cache_read.input_tokens', 'Tokens of input that came from the cache of the provider.'),
  cacheWriteTokens: tokensUsed('cache_write.input_tokens', 'Tokens of input that the provider put into its cache.'),
  reasoningTokens: tokensUsed('reasoning.output_tokens', 'Tokens of output that the model reasoned with.'),
  inputTokensOfCall: tokensOfCall('gen_ai.client.inference.operation.input_tokens', 'Tokens of input'),
  outputTokensOfCall: tokensOfCall('gen_ai.client.inference.operation.output_tokens', 'Tokens of output'),
  embeddingsDuration: histogram({
    name: 'gen_ai.client.embeddings.duration',
    unit: 's',
    description: 'Time a request for embeddings took, once per request, failed ones included.',
    attributes: { ...ofModel, ...withError },
    boundaries: SECONDS,
  }),
  embeddingsInputTokens: tokensOfCall('gen_ai.client.embeddings.operation.input_tokens', 'Tokens of input'),
};

export function recordInferenceCall(recorders: Recorders<InferenceSpecs>, call: ModelCall): void {
  if (call.operation === 'embeddings') {
    recordEmbeddings(recorders, call);
    return;
  }
  const attributes = modelAttributes(call);
  recorders.inferenceDuration.record(call.duration, failableAttributes(call));
  if (call.timeToFirstChunk !== undefined) recorders.timeToFirstChunk.record(call.timeToFirstChunk, attributes);
  const { usage = {}, errorType } = call;
  // A failed call that was not billed counts as nothing, so that its model is seen all the same.
  countTokens(recorders, call, errorType === undefined ? usage : { inputTokens: 0, outputTokens: 0, ...known(usage) });
  if (errorType !== undefined) return;
  const [input, output] = [tokens(usage.inputTokens), tokens(usage.outputTokens)];
  if (input !== undefined) recorders.inputTokensOfCall.record(input, attributes);
  if (output !== undefined) recorders.outputTokensOfCall.record(output, attributes);
}

export function recordInferenceChunk(
  recorders: Recorders<InferenceSpecs>,
  request: ModelRequest,
  seconds: number,
): void {
  recorders.timePerOutputChunk.record(seconds, modelAttributes(request));
}

function recordEmbeddings(recorders: Recorders<InferenceSpecs>, call: ModelCall): void {
  const attributes = modelAttributes(call);
  recorders.embeddingsDuration.record(call.duration, failableAttributes(call));
  const input = tokens(call.usage?.inputTokens);
  if (input !== undefined && call.errorType === undefined) recorders.embeddingsInputTokens.record(input, attributes);
}

const COUNTERS = ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'reasoningTokens'] as const;

function countTokens(recorders: Recorders<InferenceSpecs>, call: ModelCall, usage: TokenUsage): void {
  const attributes = tokenAttributes(call);
  for (const key of COUNTERS) {
    const count = tokens(usage[key]);
    if (count !== undefined) recorders[key].add(count, attributes);
  }
}

function tokenAttributes(call: ModelCall): AttributesOf<OfTokens> {
  return Object.assign(modelAttributes(call), { 'gen_ai.token.modality': 'unknown' } as const);
}

function known(usage: TokenUsage): TokenUsage {
  return Object.fromEntries(
    Object.entries(usage).filter(([, count]) => tokens(count as number | undefined) !== undefined),
  );
}

function tokensUsed(name: string, description: string): MetricSpec<'counter', OfTokens> {
  return counter({
    name: `gen_ai.client.inference.usage.${name}`,
    unit: '{token}',
    description: `${description} Failed requests included.`,
    attributes: ofTokens,
  });
}

function tokensOfCall(name: string, what: string): MetricSpec<'histogram', OfModel> {
  return histogram({
    name,
    unit: '{token}',
    description: `${what} as they are billed, once per request that succeeded, where the provider says them.`,
    attributes: ofModel,
    boundaries: TOKENS,
  });
}

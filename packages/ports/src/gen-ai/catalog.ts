import { checkedOneOf, checkOptions } from '@portcall/core/internal';
import { type Catalog, defineCatalog, type MetricSpecs } from '@portcall/metrics';
import { type ClassicSpecs, classicSpecs } from './classic.js';
import { type InferenceSpecs, inferenceSpecs } from './inference.js';
import { type WorkSpecs, workSpecs } from './work.js';

/**
 * Which of the conventions' names metrics of models have.
 *
 * - `inference`: those since 2026, `gen_ai.client.inference.duration`.
 * - `classic`: those before, `gen_ai.client.operation.duration`.
 * - `both`: for as long as dashboards go by either.
 */
export type GenAiNames = 'inference' | 'classic' | 'both';

export const GEN_AI_NAMES: readonly GenAiNames[] = ['inference', 'classic', 'both'];

export interface GenAiOptions<Names extends GenAiNames = GenAiNames> {
  /** @default 'inference', which is what the conventions say today and will not be renamed to again */
  readonly names?: Names;
}

export type GenAiSpecs<Names extends GenAiNames = GenAiNames> = WorkSpecs &
  (Names extends 'classic' ? ClassicSpecs : Names extends 'inference' ? InferenceSpecs : ClassicSpecs & InferenceSpecs);

const SPECS: Readonly<Record<GenAiNames, MetricSpecs>> = {
  inference: { ...inferenceSpecs, ...workSpecs },
  classic: { ...classicSpecs, ...workSpecs },
  both: { ...inferenceSpecs, ...classicSpecs, ...workSpecs },
};

/**
 * Every metric of requests to language models, of tools and of agents, by OpenTelemetry's conventions.
 * @throws Error for unknown names, and for other options
 * @see https://github.com/open-telemetry/semantic-conventions-genai
 */
export function genAiCatalog<const Names extends GenAiNames = 'inference'>(
  options: GenAiOptions<Names> = {},
): Catalog<GenAiSpecs<Names>> {
  checkOptions(options, { names: true }, 'genAiCatalog()');
  const names = checkedOneOf(options.names ?? 'inference', GEN_AI_NAMES, 'genAiCatalog({ names })');
  return defineCatalog<GenAiSpecs<Names>>({
    scope: 'portcall.gen_ai',
    naming: 'otel',
    metrics: SPECS[names] as GenAiSpecs<Names>,
  });
}

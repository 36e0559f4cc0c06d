import { oneOfNames, ratio, read, type Variable, variable } from '@portcall/core/internal';
import type { Sampler } from '@portcall/otel';
import { alwaysOff, alwaysOn, guardedSampler, parentBased, traceIdRatio } from '@portcall/otel/internal';

export interface ChosenSampler {
  readonly sampler: Sampler;
  /** Whether it decides over roots by their trace id. */
  readonly samplesByTraceId: boolean;
  /** Whether it looks at what a span begins with. */
  readonly samplesByContent: boolean;
}

/**
 * The app's own sampler, or else the one that the environment names.
 * @param byTraceId whether every root has its id before it is sampled
 * @throws Error for an OTEL_TRACES_SAMPLER that cannot be used
 */
export function samplerFrom(own: Sampler | undefined, { byTraceId }: { readonly byTraceId: boolean }): ChosenSampler {
  if (own !== undefined) return { sampler: guardedSampler(own), samplesByTraceId: true, samplesByContent: true };
  const { sampler, samplesByTraceId } = samplerFromEnvironment();
  return { sampler, samplesByTraceId: samplesByTraceId || byTraceId, samplesByContent: false };
}

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
type SamplerName = (typeof SAMPLERS)[number];

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration */
export const SAMPLER: Variable<SamplerName> = variable({
  name: 'OTEL_TRACES_SAMPLER',
  rule: oneOfNames(SAMPLERS, 'sampler'),
  otherwise: 'parentbased_always_on',
  by: 'OpenTelemetry, stable',
  does: 'Which traces that begin here are sampled; `parentbased_` ones do as the caller does, where there is one',
});

export const SAMPLER_RATIO: Variable<number> = variable({
  name: 'OTEL_TRACES_SAMPLER_ARG',
  rule: ratio(),
  otherwise: 1,
  by: 'OpenTelemetry, stable',
  does: 'Which part of all traces a `traceidratio` sampler takes',
});

/** The sampler that OTEL_TRACES_SAMPLER names, by default all that their parents do not rule out. */
function samplerFromEnvironment(): Omit<ChosenSampler, 'samplesByContent'> {
  const { value: name } = read(SAMPLER);
  const byRatio = (): Sampler => traceIdRatio(read(SAMPLER_RATIO).value);
  const makers: Readonly<Record<SamplerName, () => Sampler>> = {
    always_on: () => alwaysOn,
    always_off: () => alwaysOff,
    traceidratio: byRatio,
    parentbased_always_on: () => parentBased(alwaysOn),
    parentbased_always_off: () => parentBased(alwaysOff),
    parentbased_traceidratio: () => parentBased(byRatio()),
  };
  return { sampler: makers[name](), samplesByTraceId: name.endsWith('traceidratio') };
}

import { oneOfNames, ratio, read, type Variable, variable } from '@portcall/core/internal';
import { type Sampler, traceSdk } from '../sdk/trace-sdk.js';

export interface NamedSampler {
  readonly sampler: Sampler;
  /** Whether it decides over roots by their trace id. */
  readonly samplesByTraceId: boolean;
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
export function samplerFromEnvironment(): NamedSampler {
  const { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } = traceSdk();
  const { value: name } = read(SAMPLER);
  const byRatio = (): Sampler => new TraceIdRatioBasedSampler(read(SAMPLER_RATIO).value);
  const makers: Readonly<Record<SamplerName, () => Sampler>> = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: byRatio,
    parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
    parentbased_traceidratio: () => new ParentBasedSampler({ root: byRatio() }),
  };
  return { sampler: makers[name](), samplesByTraceId: name.endsWith('traceidratio') };
}

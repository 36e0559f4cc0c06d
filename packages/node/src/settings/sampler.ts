import { checkedOneOf, environment, shown } from '@portcall/core/internal';
import { type Sampler, traceSdk } from '../sdk/trace-sdk.js';

export interface NamedSampler {
  readonly sampler: Sampler;
  /** Whether it decides over roots by their trace id. */
  readonly samplesByTraceId: boolean;
}

/**
 * The sampler that OTEL_TRACES_SAMPLER names, by default all that their parents do not rule out.
 * @throws Error for an unknown name, and for an OTEL_TRACES_SAMPLER_ARG that is not a ratio
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration
 */
export function samplerFromEnvironment(): NamedSampler {
  const { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } = traceSdk();
  const makers: Readonly<Record<string, () => Sampler>> = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio()),
    parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
    parentbased_traceidratio: () => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio()) }),
  };
  const name = environment('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  const make = makers[checkedOneOf(name, Object.keys(makers), 'OTEL_TRACES_SAMPLER')] as () => Sampler;
  return { sampler: make(), samplesByTraceId: name.endsWith('traceidratio') };
}

function ratio(): number {
  const text = environment('OTEL_TRACES_SAMPLER_ARG') ?? '1';
  const value = Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new Error(`OTEL_TRACES_SAMPLER_ARG: ${shown(text)} is not a ratio; give a number from 0 to 1`);
}

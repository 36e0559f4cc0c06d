import { checkedOneOf, environment, shown } from '@portcall/core/internal';
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

/**
 * The sampler that OTEL_TRACES_SAMPLER names, by default all that their parents do not rule out.
 * @throws Error for an unknown name, and for an OTEL_TRACES_SAMPLER_ARG that is not a ratio
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration
 */
function samplerFromEnvironment(): Omit<ChosenSampler, 'samplesByContent'> {
  const makers: Readonly<Record<string, () => Sampler>> = {
    always_on: () => alwaysOn,
    always_off: () => alwaysOff,
    traceidratio: () => traceIdRatio(ratio()),
    parentbased_always_on: () => parentBased(),
    parentbased_always_off: () => parentBased(alwaysOff),
    parentbased_traceidratio: () => parentBased(traceIdRatio(ratio())),
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

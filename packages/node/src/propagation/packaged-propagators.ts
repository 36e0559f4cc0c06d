import type { TextMapPropagator } from '@opentelemetry/api';
import { lazily } from '../sdk/lazily.js';

/** In which package a propagator of OpenTelemetry's is, and as what. */
const PACKAGES = {
  jaeger: { name: '@opentelemetry/propagator-jaeger', exported: 'JaegerPropagator' },
  xray: { name: '@opentelemetry/propagator-aws-xray', exported: 'AWSXRayPropagator' },
} as const;

/** A propagator that is in a package of its own, which the application has installed; undefined where it has not. */
export function packagedPropagator(propagator: keyof typeof PACKAGES): TextMapPropagator | undefined {
  const { name, exported } = PACKAGES[propagator];
  const Propagator = loaded(name, propagator)?.[exported];
  return Propagator && new Propagator();
}

/** The package that a propagator is in; undefined for one that is in none of its own. */
export function packageOf(propagator: string): string | undefined {
  return Object.hasOwn(PACKAGES, propagator) ? PACKAGES[propagator as keyof typeof PACKAGES].name : undefined;
}

type PropagatorModule = Readonly<Record<string, (new () => TextMapPropagator) | undefined>>;

function loaded(name: string, propagator: string): PropagatorModule | undefined {
  try {
    return lazily(name, `the propagator ${propagator}`) as PropagatorModule;
  } catch {
    return undefined;
  }
}

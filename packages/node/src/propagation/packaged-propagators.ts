import { createRequire } from 'node:module';
import { join } from 'node:path';
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
  const Propagator = loaded(name)?.[exported];
  return Propagator && new Propagator();
}

/** The package that a propagator is in; undefined for one that is in none of its own. */
export function packageOf(propagator: string): string | undefined {
  return Object.hasOwn(PACKAGES, propagator) ? PACKAGES[propagator as keyof typeof PACKAGES].name : undefined;
}

type PropagatorModule = Readonly<Record<string, (new () => TextMapPropagator) | undefined>>;

/** It is a dependency of the application, and not of ours: strict package managers let it be found only from there. */
function loaded(name: string): PropagatorModule | undefined {
  for (const from of [lazily, createRequire(join(process.cwd(), 'package.json'))]) {
    try {
      return from(name) as PropagatorModule;
    } catch {
      // the next may find it
    }
  }
  return undefined;
}

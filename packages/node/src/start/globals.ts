import { context, type MeterProvider, metrics, propagation, type TracerProvider, trace } from '@opentelemetry/api';
import { report } from '@portcall/core';
import { meterProviderChanged } from '@portcall/otel';
import { lazily } from '../sdk/lazily.js';
import { callContextManager } from './context-manager.js';

export interface Providers {
  readonly meterProvider: MeterProvider;
  readonly tracerProvider: TracerProvider | undefined;
}

/** Takes back what was registered, and nothing else. */
export interface RegisteredGlobals {
  /** Whether async context is kept by our manager. */
  readonly ownsContext: boolean;
  /** What somebody else had registered before, and what stays. */
  readonly taken: readonly string[];
  /** Recorders on the global provider keep what they are given from now on, for the next registration. */
  releaseMetrics(): void;
  releaseAll(): void;
}

/**
 * Registers providers, context manager and W3C propagation with the OpenTelemetry API. What somebody else has registered
 * stays, and is reported.
 */
export function registerGlobals({ meterProvider, tracerProvider }: Providers): RegisteredGlobals {
  const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } = lazily(
    '@opentelemetry/core',
  ) as typeof import('@opentelemetry/core');
  const contextManager = callContextManager().enable();
  const propagator = new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });

  const undos = new Set<() => void>();
  const taken: string[] = [];
  const register = (what: string, registered: boolean, disable: () => void): (() => void) => {
    const undo = (): void => {
      if (undos.delete(undo)) disable();
    };
    if (registered) undos.add(undo);
    else {
      taken.push(what);
      reportTaken(what);
    }
    return undo;
  };
  const ownsContext = context.setGlobalContextManager(contextManager);
  register('context manager', ownsContext, () => context.disable());
  register('propagator', propagation.setGlobalPropagator(propagator), () => propagation.disable());
  if (tracerProvider !== undefined) {
    register('tracer provider', trace.setGlobalTracerProvider(tracerProvider), () => trace.disable());
  }
  const releaseMetrics = register('meter provider', metrics.setGlobalMeterProvider(meterProvider), () => {
    metrics.disable();
    meterProviderChanged();
  });
  meterProviderChanged();

  return {
    ownsContext,
    taken,
    releaseMetrics,
    releaseAll() {
      for (const undo of [...undos]) undo();
    },
  };
}

function reportTaken(what: string): void {
  report({
    key: 'register.taken',
    about: what,
    message:
      `registerInstrumentation(): another OpenTelemetry ${what} is registered already and stays; code on the global API goes on using that one; ` +
      'call registerInstrumentation() first, or leave the other set-up out',
  });
}

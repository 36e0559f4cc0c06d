import {
  context,
  type MeterProvider,
  metrics,
  propagation,
  type TextMapPropagator,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { report } from '@portcall/core';
import { meterProviderChanged } from '@portcall/otel';
import { compositePropagator } from '@portcall/otel/internal';
import { serveEarlyTracers } from '../api/early-tracers.js';
import { giveBack, registerForAll } from '../api/registry.js';
import { CallContextManager } from '../context/context-manager.js';

/** What is registered; what is undefined is not, as with everything but propagation where telemetry is disabled. */
export interface Globals {
  readonly meterProvider?: MeterProvider | undefined;
  readonly tracerProvider?: TracerProvider | undefined;
  /** None leaves the API's own, which passes nothing on. */
  readonly propagators: readonly TextMapPropagator[];
  /** The versions of the API that are to find it. */
  readonly apiVersions: readonly string[];
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
 * Registers providers, context manager and propagators with the OpenTelemetry API. What somebody else has registered stays,
 * and is reported.
 */
export function registerGlobals(globals: Globals): RegisteredGlobals {
  return registerForAll(globals.apiVersions, () => registered(globals));
}

function registered({ meterProvider, tracerProvider, propagators }: Globals): RegisteredGlobals {
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
  const ownsContext = context.setGlobalContextManager(new CallContextManager());
  register('context manager', ownsContext, () => context.disable());
  if (propagators.length > 0) {
    const isOurs = propagation.setGlobalPropagator(compositePropagator(propagators));
    register('propagator', isOurs, () => propagation.disable());
  }
  if (tracerProvider !== undefined) {
    const isOurs = trace.setGlobalTracerProvider(tracerProvider);
    const undo = isOurs ? serveEarlyTracers(tracerProvider) : () => {};
    register('tracer provider', isOurs, () => {
      undo();
      trace.disable();
    });
  }
  let releaseMetrics = (): void => {};
  if (meterProvider !== undefined) {
    releaseMetrics = register('meter provider', metrics.setGlobalMeterProvider(meterProvider), () => {
      metrics.disable();
      meterProviderChanged();
    });
    meterProviderChanged();
  }

  return {
    ownsContext,
    taken,
    releaseMetrics,
    releaseAll() {
      for (const undo of [...undos]) undo();
      giveBack();
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

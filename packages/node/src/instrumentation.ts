import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import { safely } from '@portcall/core';
import { lazily } from './lazily.js';

/** What an instrumentation of OpenTelemetry can do, as far as it is needed here. */
export interface Instrumentation {
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider(provider: MeterProvider): void;
  getConfig(): { readonly enabled?: boolean };
  enable(): void;
  disable(): void;
}

export interface InstrumentationProviders {
  readonly tracerProvider: TracerProvider | undefined;
  readonly meterProvider: MeterProvider;
}

/**
 * Gives instrumentations their providers and switches them on; they are on from their creation unless told otherwise.
 * One that throws is reported and left out.
 * @returns switches them off
 */
export function enableInstrumentations(
  instrumentations: readonly Instrumentation[],
  { tracerProvider, meterProvider }: InstrumentationProviders,
): () => void {
  for (const instrumentation of instrumentations) {
    safely('register.instrumentation', `the instrumentation ${nameOf(instrumentation)}`, () => {
      if (tracerProvider !== undefined) instrumentation.setTracerProvider(tracerProvider);
      instrumentation.setMeterProvider(meterProvider);
      if (instrumentation.getConfig().enabled !== true) instrumentation.enable();
    });
  }
  return () => {
    for (const instrumentation of instrumentations) {
      safely('register.instrumentation', `the instrumentation ${nameOf(instrumentation)}`, () =>
        instrumentation.disable(),
      );
    }
  };
}

/** Event loop, heap and garbage collection of this process. */
export function runtimeInstrumentation(): Instrumentation {
  const { RuntimeNodeInstrumentation } = lazily(
    '@opentelemetry/instrumentation-runtime-node',
  ) as typeof import('@opentelemetry/instrumentation-runtime-node');
  return new RuntimeNodeInstrumentation();
}

function nameOf(instrumentation: object): string {
  const { instrumentationName } = instrumentation as { readonly instrumentationName?: unknown };
  return typeof instrumentationName === 'string' ? instrumentationName : instrumentation.constructor.name;
}

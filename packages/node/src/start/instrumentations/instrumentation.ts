import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import { checkedArray, listed, safely, shown } from '@portcall/core/internal';
import { lazily } from '../../sdk/lazily.js';
import { hookImports } from './hook-imports.js';

/** What an instrumentation of OpenTelemetry can do, as far as it is needed here. */
export interface Instrumentation {
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider(provider: MeterProvider): void;
  getConfig(): { readonly enabled?: boolean };
  enable(): void;
  disable(): void;
}

/** As OpenTelemetry's own bundles give them: `[getNodeAutoInstrumentations()]`. */
export type Instrumentations = readonly (Instrumentation | Instrumentations)[];

export interface InstrumentationProviders {
  readonly tracerProvider: TracerProvider | undefined;
  readonly meterProvider: MeterProvider;
}

const METHODS = ['setTracerProvider', 'setMeterProvider', 'getConfig', 'enable', 'disable'] as const;

/**
 * The instrumentations of lists and of lists in them.
 * @throws Error for what is not an array, and for what is not an instrumentation
 */
export function checkedInstrumentations(given: Instrumentations): readonly Instrumentation[] {
  const all = checkedArray(given, 'instrumentations', 'write [new HttpInstrumentation()], for one').flat(
    Number.POSITIVE_INFINITY,
  ) as readonly unknown[];
  const wrong = all.findIndex((one) => !isInstrumentation(one));
  if (wrong < 0) return all as readonly Instrumentation[];
  throw new Error(
    `instrumentations: ${shown(all[wrong])} is not an instrumentation; give one that was made, such as ` +
      `new HttpInstrumentation() (it has the methods ${listed(METHODS)})`,
  );
}

function isInstrumentation(one: unknown): one is Instrumentation {
  return METHODS.every(
    (method) => typeof (one as Partial<Instrumentation> | null | undefined)?.[method] === 'function',
  );
}

/**
 * Gives instrumentations their providers and switches them on; they are on from their creation unless told otherwise.
 * One that throws is reported and left out.
 * @returns switches them off, once: they may have been given to somebody else meanwhile
 */
export function enableInstrumentations(
  instrumentations: readonly Instrumentation[],
  { tracerProvider, meterProvider }: InstrumentationProviders,
): () => void {
  const patching = instrumentations.filter((one) => modulesOf(one).length > 0);
  if (patching.length > 0)
    hookImports(
      patching.map(nameOf),
      patching.flatMap(modulesOf).map(({ name }) => name),
    );
  for (const instrumentation of instrumentations) {
    safely('register.instrumentation', `the instrumentation ${nameOf(instrumentation)}`, () => {
      if (tracerProvider !== undefined) instrumentation.setTracerProvider(tracerProvider);
      instrumentation.setMeterProvider(meterProvider);
      if (instrumentation.getConfig().enabled !== true) instrumentation.enable();
    });
  }
  let on = true;
  return () => {
    if (!on) return;
    on = false;
    for (const instrumentation of instrumentations) {
      safely('register.instrumentation', `the instrumentation ${nameOf(instrumentation)}`, () =>
        instrumentation.disable(),
      );
    }
  };
}

/**
 * Event loop, heap and garbage collection of this process.
 * @throws Error where the package of OpenTelemetry's instrumentation is not installed
 */
export function runtimeInstrumentation(): Instrumentation {
  const { RuntimeNodeInstrumentation } = lazily(
    '@opentelemetry/instrumentation-runtime-node',
    'runtimeMetrics',
  ) as typeof import('@opentelemetry/instrumentation-runtime-node');
  return new RuntimeNodeInstrumentation();
}

/** What an instrumentation calls itself. */
export function nameOf(instrumentation: object): string {
  const { instrumentationName } = instrumentation as { readonly instrumentationName?: unknown };
  return typeof instrumentationName === 'string' ? instrumentationName : instrumentation.constructor.name;
}

/** A module that an instrumentation changes when it is loaded; `moduleExports` is there once it was. */
export interface PatchedModule {
  readonly name: string;
  readonly moduleExports?: unknown;
}

/** As OpenTelemetry's base class keeps them; empty where an instrumentation waits for no module. */
export function modulesOf(instrumentation: object): readonly PatchedModule[] {
  const { _modules: modules } = instrumentation as { readonly _modules?: unknown };
  return Array.isArray(modules) ? (modules as readonly PatchedModule[]) : [];
}

import { metrics, trace } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import { processWide, report } from '@portcall/core';
import { bind, noop } from '@portcall/metrics';
import { instrumentsOf } from '@portcall/otel';
import { delivery } from './delivery.js';
import { isDisabled } from './environment.js';
import { traceFunctions, untraced } from './functions.js';
import { registerGlobals } from './globals.js';
import { enableInstrumentations, runtimeInstrumentation } from './instrumentation.js';
import { watchInvocations } from './invocations.js';
import { lazily } from './lazily.js';
import { endWithProcess } from './lifecycle.js';
import { observation, telemetryObservers } from './observers.js';
import { resourceOf } from './resource.js';
import { type RegisterOptions, type Settings, settingsOf } from './settings.js';
import { startExporters } from './start-exporters.js';
import type { Telemetry } from './telemetry.js';
import { type Tracers, tracersOf } from './tracer-provider.js';

const running = processWide<{ telemetry: Telemetry | undefined }>('node.telemetry', () => ({ telemetry: undefined }));

/**
 * Wires everything, once per process and synchronously: resource, providers, context and propagation, exporters, and the
 * end of the process. What was bound and recorded before is handed over.
 *
 * A second call changes nothing: it gives the first call's handle and is reported. OTEL_SDK_DISABLED=true gives a handle
 * on which everything works and nothing is sent.
 *
 * @throws Error naming the option or the variable that cannot work: an unknown exporter, a URL that is none, a port that
 *   is none; nothing is registered then. What can only be known later, such as a port that is taken, is reported at once and rejects `ready`.
 */
export function registerInstrumentation(options: RegisterOptions = {}): Telemetry {
  if (running.telemetry !== undefined) {
    report({
      key: 'register.twice',
      message:
        'registerInstrumentation() was called again; the first call counts and its handle was given. Call it once',
    });
    return running.telemetry;
  }
  running.telemetry = isDisabled() ? disabled() : started(settingsOf(options));
  return running.telemetry;
}

function started(settings: Settings): Telemetry {
  const undos: (() => void)[] = [];
  try {
    return wired(settings, undos);
  } catch (cause) {
    // The next registration finds the process as this one has found it.
    for (const undo of undos.reverse()) undo();
    throw cause;
  }
}

/** @param undos gets what takes back each thing that was done, in their order */
function wired(settings: Settings, undos: (() => void)[]): Telemetry {
  const exporters = [...new Set([...settings.metricExporters, ...settings.traceExporters])];
  const resource = resourceOf(settings.resource);
  const meterProvider = meterProviderOf(resource, settings);
  const tracers = tracersFor(resource, settings);
  const tracerProvider = tracers?.provider;
  const { flush, shutdown } = delivery({
    meterProvider,
    tracerProvider,
    timeoutMillis: settings.shutdownTimeoutMillis,
  });
  undos.push(() => void shutdown());

  const globals = registerGlobals({ meterProvider, tracerProvider });
  undos.push(() => globals.releaseAll());
  const instrumentations = settings.runtimeMetrics
    ? [...settings.instrumentations, runtimeInstrumentation()]
    : settings.instrumentations;
  const disableInstrumentations = enableInstrumentations(instrumentations, { tracerProvider, meterProvider });
  undos.push(disableInstrumentations);

  let open = true;
  const { backend, connect } = instrumentsOf(
    {
      state: () => (open ? 'open' : 'closed'),
      meter: (scope, version) => meterProvider.getMeter(scope, version === '' ? undefined : version),
    },
    { seriesLimit: settings.seriesLimit },
  );

  const scope = String(resource.attributes['service.name']);
  const spans = tracers && {
    tracer: tracers.provider.getTracer(scope),
    pipeline: tracers.pipeline(scope),
    carried: globals.ownsContext,
  };
  const observed = observation();
  undos.push(observed.end);
  const { calls } = observed;
  const functions =
    settings.functions === false ? untraced() : traceFunctions(settings.functions, { calls, spans, backend });
  undos.push(() => functions.stop());
  const stopMetering = settings.invocations && watchInvocations(settings.invocations, backend, observed);

  const end = async (): Promise<boolean> => {
    functions.stop();
    stopMetering?.();
    open = false;
    connect();
    globals.releaseMetrics();
    stopWatching();
    const inTime = await shutdown();
    // Not before: what they observe belongs to the last interval.
    disableInstrumentations();
    globals.releaseAll();
    for (const { name } of exporters) {
      observed.exporter({ category: 'lifecycle', exporter: name, phase: 'stopped', inTime });
    }
    observed.end();
    running.telemetry = undefined;
    return inTime;
  };
  let ending: Promise<boolean> | undefined;
  const endOnce = (): Promise<boolean> => {
    ending ??= end();
    return ending;
  };
  const flushWhileOpen = async (): Promise<void> => {
    if (open) await flush();
  };
  const stopWatching = endWithProcess({
    on: settings.shutdownOn,
    flush: flushWhileOpen,
    shutdown: endOnce,
    pending: () => open && exporters.some(({ pulled }) => pulled !== true),
  });

  return handle({
    backend,
    meter: meterProvider.getMeter(scope),
    tracer: spans?.tracer ?? trace.getTracer(scope),
    traces: functions.traces,
    onTrace: functions.onTrace,
    observers: observed.observers,
    ready: startExporters(exporters, observed.exporter),
    forceFlush: flushWhileOpen,
    shutdown: async () => void (await endOnce()),
  });
}

function meterProviderOf(resource: Resource, settings: Settings): MeterProvider {
  const { MeterProvider } = lazily('@opentelemetry/sdk-metrics') as typeof import('@opentelemetry/sdk-metrics');
  const readerOptions = {
    exportIntervalMillis: settings.metricExportIntervalMillis,
    // Above the most that a metric behind our guard can have, so that the SDK, which drops all attributes, never steps in.
    cardinalityLimit: 2 * settings.seriesLimit + 3,
  };
  const readers = settings.metricExporters.flatMap((exporter) => exporter.metricReader?.(readerOptions) ?? []);
  return new MeterProvider({ resource, readers });
}

/** Without an exporter for spans nothing is traced; a trace context that comes in still goes out again. */
function tracersFor(resource: Resource, { traceExporters }: Settings): Tracers | undefined {
  const exporters = traceExporters.flatMap((exporter) => {
    const spanExporter = exporter.spanExporter?.();
    return spanExporter === undefined ? [] : { name: exporter.name, exporter: spanExporter };
  });
  return exporters.length === 0 ? undefined : tracersOf(resource, exporters);
}

/** Everything works and nothing is sent. */
function disabled(): Telemetry {
  const observers = telemetryObservers();
  return handle({
    backend: noop(),
    meter: metrics.getMeter('portcall'),
    tracer: trace.getTracer('portcall'),
    ...untraced(),
    observers,
    ready: Promise.resolve(),
    forceFlush: async () => {},
    async shutdown() {
      observers.close();
      running.telemetry = undefined;
    },
  });
}

function handle(parts: Omit<Telemetry, 'bind' | typeof Symbol.asyncDispose>): Telemetry {
  return Object.freeze<Telemetry>({
    ...parts,
    bind: (catalog) => bind(catalog, parts.backend),
    [Symbol.asyncDispose]: parts.shutdown,
  });
}

import { trace } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import { report } from '@portcall/core';
import type { Exporter } from '@portcall/exporters';
import { instrumentsOf } from '@portcall/otel';
import { withinDeadlines } from './end/deadline.js';
import { endWithProcess } from './end/end-of-process.js';
import { disabled, handle } from './handle.js';
import { beginEnd, running } from './running.js';
import { lazily } from './sdk/lazily.js';
import { type Tracers, tracersOf } from './sdk/tracer-provider.js';
import { isDisabled } from './settings/environment.js';
import { exporterNames } from './settings/exporter-names.js';
import { resourceOf } from './settings/resource.js';
import { type RegisterOptions, type Settings, settingsOf } from './settings/settings.js';
import { traceFunctions, untraced } from './start/function-tracing.js';
import { registerGlobals } from './start/globals.js';
import { enableInstrumentations, runtimeInstrumentation } from './start/instrumentation.js';
import { watchInvocations } from './start/invocations.js';
import { observation } from './start/observers.js';
import { startExporters } from './start/start-exporters.js';
import type { Telemetry } from './telemetry.js';

/**
 * Wires everything, once per process and synchronously: resource, providers, context and propagation, exporters, and the
 * end of the process. What was bound and recorded before is handed over.
 *
 * A second call changes nothing: it gives the first call's handle and is reported. Once `shutdown()` has been called a call
 * registers anew, awaited or not: what the former registration holds is still delivered, and the new one takes over what
 * there is one of in a process (OpenTelemetry's global API, instrumentations, traced functions, ports).
 *
 * OTEL_SDK_DISABLED=true gives a handle on which everything works and nothing is sent.
 *
 * @throws Error naming the option or the variable that cannot work: an unknown exporter, what is not a URL, a port or
 *   a number; nothing is registered then. What can only be known later, such as a port that is taken, is reported at once and rejects `ready`.
 */
export function registerInstrumentation(options: RegisterOptions = {}): Telemetry {
  if (running.telemetry !== undefined) {
    report({
      key: 'register.twice',
      message: 'registerInstrumentation(): called again; the first call counts and its handle was given; call it once',
    });
    return running.telemetry;
  }
  const settings = isDisabled() ? undefined : settingsOf(options);
  running.giveWay?.();
  running.telemetry = settings === undefined ? disabled() : started(settings);
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
  const names = exporterNames(exporters);
  const resource = resourceOf(settings.resource);
  const meterProvider = meterProviderOf(resource, settings);
  const tracers = tracersFor(resource, settings, names);
  const tracerProvider = tracers?.provider;
  const { flush, shutdown } = withinDeadlines({
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
    beginEnd(telemetry, giveWay);
    const inTime = await shutdown();
    // Not before, unless somebody registers: what they observe belongs to the last interval.
    giveWay();
    for (const name of names.values()) {
      observed.exporter({ category: 'exporter', exporter: name, phase: 'stopped', inTime });
    }
    observed.end();
    return inTime;
  };
  const giveWay = (): void => {
    if (running.giveWay === giveWay) running.giveWay = undefined;
    disableInstrumentations();
    globals.releaseAll();
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

  const telemetry = handle({
    backend,
    meter: meterProvider.getMeter(scope),
    tracer: spans?.tracer ?? trace.getTracer(scope),
    traces: functions.traces,
    onTrace: functions.onTrace,
    observers: observed.observers,
    ready: startExporters(names, observed.exporter),
    forceFlush: flushWhileOpen,
    shutdown: async () => void (await endOnce()),
  });
  return telemetry;
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
function tracersFor(
  resource: Resource,
  { traceExporters }: Settings,
  names: ReadonlyMap<Exporter, string>,
): Tracers | undefined {
  const exporters = traceExporters.flatMap((exporter) => {
    const spanExporter = exporter.spanExporter?.();
    return spanExporter === undefined ? [] : { name: names.get(exporter)!, exporter: spanExporter };
  });
  return exporters.length === 0 ? undefined : tracersOf(resource, exporters);
}

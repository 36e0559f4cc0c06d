import { trace } from '@opentelemetry/api';
import { report } from '@portcall/core';
import { linesTo, readVariables } from '@portcall/core/internal';
import type { Exporter } from '@portcall/exporters';
import { receiverOf } from '@portcall/exporters/internal';
import type { Backend } from '@portcall/metrics';
import { reportProblemsToDiag } from '@portcall/otel/internal';
import { healthOf } from './account/health.js';
import { ledgerOf } from './account/ledger.js';
import { admitLaterVersions, apiVersions } from './api/versions.js';
import { SharedEndpoint } from './cluster/shared-endpoint.js';
import { configurationOf } from './configuration/configuration.js';
import { beginReading } from './configuration/read-variables.js';
import type { Registration } from './doctor/registration.js';
import { checkedSpans } from './end/checked-export.js';
import { deliver } from './end/deadline.js';
import type { Delivering } from './end/delivering.js';
import { Ending } from './end/ending.js';
import { endWithProcess } from './end/process/end-of-process.js';
import { onExit } from './end/process/on-exit.js';
import { watchWorkerThreads } from './end/process/worker-threads.js';
import { Teardown } from './end/teardown.js';
import { disabled, handle } from './handle.js';
import { propagatorsFrom } from './propagation/propagators.js';
import { exportedOnceDetected, sentOnceDetected } from './resource/once-detected.js';
import { processResource } from './resource/process-resource.js';
import type { Resource } from './resource/resource.js';
import { beginEnd, running } from './running.js';
import { OpenSpans } from './sdk/open-spans.js';
import { type Tracers, tracersOf } from './sdk/tracer-provider.js';
import { examineVariables } from './settings/environment/examine-variables.js';
import { logLevelFromEnvironment } from './settings/environment/log-level.js';
import { isDisabled } from './settings/environment/sdk-disabled.js';
import { exporterNames } from './settings/exporter-names.js';
import { showsSdkMetrics } from './settings/sdk-metrics.js';
import { type RegisterOptions, type Settings, settingsOf } from './settings/settings.js';
import { traceFunctions, untraced } from './start/function-tracing.js';
import { registerGlobals } from './start/globals.js';
import { enableInstrumentations, nameOf, runtimeInstrumentation } from './start/instrumentations/instrumentation.js';
import { reportLate } from './start/instrumentations/late-instrumentations.js';
import { startIntegrations } from './start/integrations.js';
import { watchInvocations } from './start/invocations.js';
import { diagLines } from './start/lines/diag-lines.js';
import { linesFrom } from './start/lines/lines.js';
import { observation } from './start/observers.js';
import { startExporters } from './start/start-exporters.js';
import { startMetrics } from './start/start-metrics.js';
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
 * An environment variable that cannot work is reported, and the default holds; docs/configuration.md lists them all.
 *
 * @throws Error naming the option that cannot work: an unknown exporter, what is not a URL, a port or a number; with
 *   `strict: true` the variable as well. Nothing is registered then. What can only be known later, such as a port that is taken, is reported at once and rejects `ready`.
 */
export function registerInstrumentation(options?: RegisterOptions & { readonly aggregation?: 'store' }): Telemetry;
export function registerInstrumentation(options: RegisterOptions): Telemetry<Backend>;
export function registerInstrumentation(options: RegisterOptions = {}): Telemetry<Backend> {
  if (running.telemetry !== undefined) {
    report({
      key: 'register.twice',
      message: 'registerInstrumentation(): called again; the first call counts and its handle was given; call it once',
    });
    return running.telemetry;
  }
  running.telemetry = started(options);
  return running.telemetry;
}

/** What comes in of a trace still goes out again: others may record it. */
function disabledAnew(options: RegisterOptions): Telemetry {
  const propagators = propagatorsFrom(options.propagators);
  running.giveWay?.();
  const globals = registerGlobals({ propagators, apiVersions: apiVersions([]) });
  return disabled({ options, release: () => globals.releaseAll() });
}

function started(options: RegisterOptions): Telemetry<Backend> {
  const teardown = new Teardown();
  const reading = beginReading(options);
  let telemetry: Telemetry<Backend>;
  let linesAsBefore = (): void => {};
  try {
    const level = logLevelFromEnvironment();
    linesAsBefore = linesTo(linesFrom(options, level));
    if (isDisabled()) return disabledAnew(options);
    examineVariables();
    const settings = settingsOf(options);
    running.giveWay?.();
    reportProblemsToDiag();
    if (level !== undefined) teardown.add('process', "OpenTelemetry's diag logger", diagLines(level));
    telemetry = wired(options, settings, teardown);
  } catch (cause) {
    teardown.runAll();
    linesAsBefore();
    throw cause;
  } finally {
    reading.undo();
  }
  // Later readings, such as the doctor's, see what this registration is made of.
  if (reading.file !== undefined) teardown.add('process', 'the configuration file', readVariables(reading.file));
  return telemetry;
}

/** @param teardown gets what takes back each thing that was done */
function wired(options: RegisterOptions, settings: Settings, teardown: Teardown): Telemetry<Backend> {
  const names = exporterNames([...new Set([...settings.metricExporters, ...settings.traceExporters])]);
  const resource = processResource(settings);
  const openSpans = new OpenSpans(settings.exemplarFilter, showsSdkMetrics(settings));
  const delivering: Delivering[] = [];
  teardown.add('delivery', 'the exporters', () => deliver('shutdown', delivering, settings.shutdownTimeoutMillis));
  const endpoint = new SharedEndpoint();
  const { backend, meterProvider, ...metrics } = startMetrics({
    resource,
    settings,
    names,
    delivering,
    openSpans,
    endpoint,
  });
  teardown.add('recording', 'the recorders', () => metrics.close());
  teardown.add('observers', 'the meter provider', () => metrics.end());
  const tracers = tracersFor(resource, settings, names, openSpans);
  const tracerProvider = tracers?.provider;
  delivering.push(...(tracers?.delivering ?? []));

  const instrumentations = settings.runtimeMetrics
    ? [...settings.instrumentations, runtimeInstrumentation()]
    : settings.instrumentations;
  const users = instrumentations.map(nameOf);
  const globals = registerGlobals({
    meterProvider,
    tracerProvider,
    propagators: settings.propagators,
    apiVersions: apiVersions(users),
  });
  teardown.add('process', 'the look for copies of the API', admitLaterVersions(users));
  openSpans.carried = globals.ownsContext;
  teardown.add('process', "OpenTelemetry's global API", () => globals.releaseAll());
  teardown.add('recording', "OpenTelemetry's global meter provider", () => globals.releaseMetrics());
  teardown.add(
    'process',
    'the instrumentations',
    enableInstrumentations(instrumentations, { tracerProvider, meterProvider }),
  );
  reportLate(instrumentations);

  const scope = String(resource.attributes['service.name']);
  const spans = tracers && {
    tracer: tracers.provider.getTracer(scope),
    pipeline: tracers.pipeline(scope),
    carried: globals.ownsContext,
  };
  const observed = observation();
  teardown.add('observers', 'the observers', observed.end);
  const functions =
    settings.functions === false
      ? untraced()
      : traceFunctions(settings.functions, { calls: observed.calls, spans, backend, openSpans });
  teardown.add('recording', 'traced functions', () => functions.stop());
  teardown.add('process', 'the integrations', startIntegrations(settings.integrations, { backend }));
  if (settings.invocations !== undefined)
    teardown.add('recording', 'invocations', watchInvocations(settings.invocations, backend, observed));

  const giveWay = (): void => {
    if (running.giveWay === giveWay) running.giveWay = undefined;
    teardown.run('process');
  };
  const ending = new Ending({
    delivering,
    timeoutMillis: settings.shutdownTimeoutMillis,
    before() {
      teardown.run('recording');
      beginEnd(telemetry, giveWay);
    },
    after(inTime) {
      // Not before, unless somebody registers: what they observe belongs to the last interval.
      giveWay();
      for (const name of names.values()) {
        observed.exporter({ category: 'exporter', exporter: name, phase: 'stopped', inTime });
      }
      teardown.run('observers');
    },
  });
  const { flush, shutdown } = ending;
  teardown.add('recording', 'the end of the process', endWithProcess({ on: settings.shutdownOn, flush, shutdown }));
  teardown.add(
    'observers',
    'the exit of the process',
    onExit(delivering, () => ending.isOver),
  );

  teardown.add('observers', 'the worker threads', watchWorkerThreads(shutdown));

  const notStarted = new Map<string, string>();
  const ready = startExporters(
    names,
    (exporter) => endpoint.start(exporter),
    observed.exporter,
    (name, why) => notStarted.set(name, why),
  );
  const registration: Registration = {
    ...settings,
    instrumentations,
    nameOf,
    receiverOf,
    meterProvider,
    tracerProvider,
    taken: globals.taken,
    backend,
    traces: functions.traces,
    ready,
    since: performance.now(),
  };
  const telemetry = handle({
    backend,
    meter: meterProvider.getMeter(scope),
    tracer: spans?.tracer ?? trace.getTracer(scope),
    traces: functions.traces,
    onTrace: functions.onTrace,
    observers: observed.observers,
    ready,
    configuration: () => configurationOf(options),
    doctor: async () => (await import('./doctor/examine-process.js')).examineProcess(registration),
    ledger: () => ledgerOf(delivering),
    health: () =>
      healthOf({
        delivering,
        names: [...names.values()],
        notStarted,
        observers: observed.observers,
        isClosed: () => ending.hasBegun,
      }),
    flush,
    forceFlush: flush,
    shutdown,
  });
  return telemetry;
}

/** Without an exporter or a processor of spans nothing is traced; a trace context that comes in still goes out again. */
function tracersFor(
  resource: Resource,
  { traceExporters, spanParts }: Settings,
  names: ReadonlyMap<Exporter, string>,
  openSpans: OpenSpans,
): Tracers | undefined {
  const exporters = traceExporters.flatMap((exporter) => {
    const name = names.get(exporter)!;
    if (exporter.spans !== undefined)
      return { name, exporting: sentOnceDetected(resource, checkedSpans(exporter, exporter.spans())) };
    const spanExporter = exporter.spanExporter?.();
    return spanExporter === undefined ? [] : { name, exporter: exportedOnceDetected(resource, spanExporter) };
  });
  return exporters.length === 0 && spanParts.spanProcessors.length === 0
    ? undefined
    : tracersOf({ ...spanParts, resource, exporters, open: openSpans });
}

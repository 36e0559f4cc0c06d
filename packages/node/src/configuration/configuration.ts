import type { Setting } from '@portcall/core';
import {
  environment,
  type Found,
  type ListVariable,
  read,
  readList,
  settingOf,
  type Variable,
} from '@portcall/core/internal';
import type { Exporter } from '@portcall/exporters';
import { settingsOf as settingsOfExporter } from '@portcall/exporters/internal';
import type { SpanLimits } from '@portcall/otel';
import { PROPAGATORS } from '../propagation/propagators.js';
import { type Application, application } from '../resource/application.js';
import { RESOURCE_DETECTORS } from '../resource/detectors/detectors.js';
import { METRIC_EXPORT_INTERVAL, METRIC_EXPORT_TIMEOUT } from '../settings/environment/export-interval.js';
import { METRICS_EXPORTER, TRACES_EXPORTER } from '../settings/environment/exporters.js';
import { HISTOGRAM_AGGREGATION } from '../settings/environment/histogram-aggregation.js';
import { DISABLED_INSTRUMENTATIONS, ENABLED_INSTRUMENTATIONS } from '../settings/environment/instrumentations.js';
import { LOG_LEVEL } from '../settings/environment/log-level.js';
import { SDK_DISABLED } from '../settings/environment/sdk-disabled.js';
import { EXEMPLAR_FILTER } from '../settings/exemplar-filter.js';
import { SAMPLER, SAMPLER_RATIO } from '../settings/sampler.js';
import { SDK_METRICS, sdkMetricsFound } from '../settings/sdk-metrics.js';
import { type RegisterOptions, type Settings, settingsOf } from '../settings/settings.js';
import { SPAN_BATCHING } from '../settings/span-batching.js';
import { SPAN_LIMITS } from '../settings/span-limits.js';
import { beginReading } from './read-variables.js';

/**
 * Every setting that `registerInstrumentation(options)` would use, its value and where it comes from, without registering
 * anything. Secrets are redacted: what headers hold, keys, and the user, password and query of a URL.
 *
 * A variable that cannot work is reported, and the default shown.
 * @param program whose package.json names the service. @default the one that was started
 * @throws Error naming the option that cannot work
 */
export function configurationOf(options: RegisterOptions = {}, program?: string): readonly Setting[] {
  const { file, undo } = beginReading(options);
  try {
    const settings = allSettings(options, settingsOf(options), application(program));
    return Object.freeze(file === undefined ? settings : settings.map(saidByFile));
  } finally {
    undo();
  }
}

/** A file says it in the place of the variable. */
function saidByFile(setting: Setting): Setting {
  return setting.from === 'variable' ? { ...setting, from: 'file' } : setting;
}

function allSettings(options: RegisterOptions, settings: Settings, app: Application): readonly Setting[] {
  return [
    fromVariable('disabled', SDK_DISABLED),
    byCode('strict', options.strict, false),
    fromVariable('logLevel', LOG_LEVEL),
    byCode('quiet', options.quiet, false),
    ...resourceRows(options, app),
    exportersRow('metricExporters', options, settings.metricExporters, METRICS_EXPORTER),
    exportersRow('traceExporters', options, settings.traceExporters, TRACES_EXPORTER),
    namesRow('resourceDetectors', options.resourceDetectors, RESOURCE_DETECTORS),
    namesRow('propagators', options.propagators, PROPAGATORS),
    options.sampler === undefined ? fromVariable('sampler', SAMPLER) : madeInCode('sampler', options.sampler),
    fromVariable('samplerRatio', SAMPLER_RATIO),
    ...Object.entries(SPAN_BATCHING).map(([name, variable]) => fromVariable(`spanBatching.${name}`, variable)),
    ...spanLimitRows(options),
    namesRow('enabledInstrumentations', undefined, ENABLED_INSTRUMENTATIONS),
    namesRow('disabledInstrumentations', undefined, DISABLED_INSTRUMENTATIONS),
    settingOf(
      'metricExportIntervalMillis',
      options.metricExportIntervalMillis,
      read(METRIC_EXPORT_INTERVAL),
      METRIC_EXPORT_INTERVAL.name,
    ),
    fromVariable('metricExportTimeoutMillis', METRIC_EXPORT_TIMEOUT),
    fromVariable('exemplarFilter', EXEMPLAR_FILTER),
    settingOf('sdkMetrics', options.sdkMetrics, sdkMetricsFound(), SDK_METRICS.name),
    fromVariable('histogramAggregation', HISTOGRAM_AGGREGATION),
    byCode('aggregation', options.aggregation, 'store'),
    byCode('seriesLimit', options.seriesLimit, settings.seriesLimit),
    byCode('runtimeMetrics', options.runtimeMetrics, false),
    byCode('shutdownTimeoutMillis', options.shutdownTimeoutMillis, settings.shutdownTimeoutMillis),
    byCode('shutdownOn', options.shutdownOn, settings.shutdownOn),
    ...exporterRows(settings),
  ];
}

function spanLimitRows({ spanLimits = {} }: RegisterOptions): readonly Setting[] {
  const rows = Object.entries(SPAN_LIMITS) as [keyof SpanLimits, (typeof SPAN_LIMITS)[keyof SpanLimits]][];
  return rows.map(([name, variables]) => {
    const given = spanLimits[name];
    return given === undefined
      ? fromVariable(`spanLimits.${name}`, ...variables)
      : madeInCode(`spanLimits.${name}`, given);
  });
}

function madeInCode(name: string, given: number | object): Setting {
  return byCode<string | number>(name, typeof given === 'number' ? given : given.constructor.name, '');
}

function fromVariable<T extends string | number | boolean>(
  name: string,
  ...variables: readonly [Variable<T>, ...Variable<T>[]]
): Setting {
  const row = settingOf(name, undefined, read(...variables), variables[0].name);
  return row.value === Number.POSITIVE_INFINITY ? { ...row, value: null } : row;
}

/** What no variable says. */
function byCode<T extends string | number | boolean | readonly string[]>(
  name: string,
  option: T | undefined,
  otherwise: T,
): Setting {
  return settingOf<T>(name, option, { value: otherwise, variable: undefined });
}

function resourceRows(
  { serviceName, serviceVersion, resourceAttributes = {} }: RegisterOptions,
  { name, version }: Application,
): readonly Setting[] {
  const named: Found<string | null> = {
    value: environment('OTEL_SERVICE_NAME') ?? null,
    variable: 'OTEL_SERVICE_NAME',
  };
  const attributes = environment('OTEL_RESOURCE_ATTRIBUTES');
  return [
    settingOf<string | null>(
      'serviceName',
      serviceName,
      named.value === null ? { value: name ?? null, variable: undefined } : named,
      'OTEL_SERVICE_NAME',
    ),
    byCodeOrNull('serviceVersion', serviceVersion, version),
    settingOf<readonly string[]>(
      'resourceAttributes',
      Object.keys(resourceAttributes).length === 0 ? undefined : pairsOf(resourceAttributes),
      {
        value: attributes?.split(',') ?? [],
        variable: attributes === undefined ? undefined : 'OTEL_RESOURCE_ATTRIBUTES',
      },
      'OTEL_RESOURCE_ATTRIBUTES',
    ),
  ];
}

function byCodeOrNull(name: string, option: string | undefined, otherwise: string | undefined): Setting {
  return settingOf<string | null>(name, option, { value: otherwise ?? null, variable: undefined });
}

function pairsOf(attributes: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(attributes).map(([key, value]) => `${key}=${String(value)}`);
}

function exportersRow(
  name: string,
  { exporters }: RegisterOptions,
  used: readonly Exporter[],
  variable: typeof METRICS_EXPORTER,
): Setting {
  const names = used.map((exporter) => exporter.name);
  const said = readList(variable) === undefined ? undefined : variable.name;
  const inCode = exporters === undefined ? undefined : names;
  return settingOf<readonly string[]>(name, inCode, { value: names, variable: said }, variable.name);
}

/** Objects by the name of their class. */
function namesRow(
  name: string,
  option: readonly (string | object)[] | undefined,
  variable: ListVariable<string>,
): Setting {
  const named = readList(variable);
  return settingOf<readonly string[]>(
    name,
    option?.map((one) => (typeof one === 'string' ? one : one.constructor.name)),
    { value: named ?? variable.default.split(','), variable: named && variable.name },
    variable.name,
  );
}

/** Of each exporter that has settings, numbered where there are several of a name. */
function exporterRows({ metricExporters, traceExporters }: Settings): readonly Setting[] {
  const rows = [
    ...metricExporters.flatMap((exporter) => settingsOfExporter(exporter, 'metrics')),
    ...traceExporters
      .filter((exporter) => exporter.name !== 'prometheus')
      .flatMap((exporter) => settingsOfExporter(exporter, 'traces')),
  ];
  const times = new Map<string, number>();
  return rows.map((row) => {
    const time = (times.get(row.name) ?? 0) + 1;
    times.set(row.name, time);
    return time === 1 ? row : { ...row, name: `${row.name} (${time})` };
  });
}

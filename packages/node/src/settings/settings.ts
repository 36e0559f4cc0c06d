import type { TextMapPropagator } from '@opentelemetry/api';
import {
  checkedArray,
  checkedCount,
  checkedFlag,
  checkedMilliseconds,
  checkOptions,
  type ReadingOfVariables,
  shown,
} from '@portcall/core/internal';
import { type Exporter, type ExporterName, none, otlp } from '@portcall/exporters';
import { exporterNamed, FLUSH_TIMEOUT_MS } from '@portcall/exporters/internal';
import type { Integration } from '@portcall/integrations/channels';
import type { InvocationMetricsBus } from '@portcall/invocations';
import { DEFAULT_SERIES_LIMIT } from '@portcall/metrics';
import { checkedEnds, type EndOfProcess } from '../end/process/end-of-process.js';
import { type Propagators, propagatorsFrom } from '../propagation/propagators.js';
import { type Detectors, detectorsFrom, type ResourceDetectors } from '../resource/detectors/detectors.js';
import type { ResourceOptions } from '../resource/resource-attributes.js';
import type { FunctionsOptions } from '../start/function-tracing.js';
import {
  checkedInstrumentations,
  type Instrumentation,
  type Instrumentations,
  nameOf,
} from '../start/instrumentations/instrumentation.js';
import { type IntegrationOptions, integrationsFrom } from '../start/integrations.js';
import type { LinesOfTelemetry } from '../start/lines/lines.js';
import { type AggregationOptions, aggregationFrom } from './aggregation.js';
import { exportIntervalFromEnvironment, exportTimeoutFromEnvironment } from './environment/export-interval.js';
import { exportersFrom, METRICS_EXPORTER, TRACES_EXPORTER } from './environment/exporters.js';
import { type HistogramAggregation, histogramAggregationFromEnvironment } from './environment/histogram-aggregation.js';
import { letOn } from './environment/instrumentations.js';
import { type ExemplarFilter, exemplarFilterFromEnvironment } from './exemplar-filter.js';
import { type SdkMetricsShown, sdkMetricsFrom } from './sdk-metrics.js';
import { type CheckedSpanParts, type SpanParts, spanPartsFrom } from './spans/span-parts.js';

export interface RegisterOptions
  extends ResourceOptions,
    AggregationOptions,
    SpanParts,
    LinesOfTelemetry,
    IntegrationOptions {
  /** `service.name`. @default OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, the name in the app's package.json */
  readonly serviceName?: string;
  /** `service.version`. @default OTEL_RESOURCE_ATTRIBUTES, the version in the app's package.json */
  readonly serviceVersion?: string;
  /** Further attributes of the resource. @default none */
  readonly resourceAttributes?: Readonly<Record<string, string | number | boolean>>;
  /**
   * What else is said of where telemetry comes from: by name, or OpenTelemetry's own detectors.
   * @default OTEL_NODE_RESOURCE_DETECTORS, else 'env', 'process', 'host'
   */
  readonly resourceDetectors?: ResourceDetectors;
  /**
   * Where telemetry goes, any combination.
   * @default what OTEL_METRICS_EXPORTER and OTEL_TRACES_EXPORTER name, else 'otlp'
   */
  readonly exporters?: readonly (ExporterName | Exporter)[];
  /** OpenTelemetry instrumentations, and lists of them, switched on with our providers. @default none */
  readonly instrumentations?: Instrumentations;
  /**
   * How the trace and the baggage of a request are passed on, in this order: by name, or OpenTelemetry's own propagators. None
   * passes nothing on.
   * @default OTEL_PROPAGATORS, else 'tracecontext', 'baggage'
   */
  readonly propagators?: Propagators;
  /** Also measures event loop, heap and garbage collection. @default false */
  readonly runtimeMetrics?: boolean;
  /**
   * Which exporters show what telemetry says of itself (`otel.sdk.*`): all, none, or those that others come and read, where it
   * costs nothing while nobody reads.
   * @default OTEL_NODE_EXPERIMENTAL_SDK_METRICS, else 'pulled'
   */
  readonly sdkMetrics?: SdkMetricsShown;
  /** Milliseconds between two exports of metrics. @default OTEL_METRIC_EXPORT_INTERVAL, else 60000 */
  readonly metricExportIntervalMillis?: number;
  /** Milliseconds a flush or the shutdown may take at most, where they say nothing else. @default 3000 */
  readonly shutdownTimeoutMillis?: number;
  /** What ends telemetry by itself; none leaves it to `shutdown()`. @default all but an uncaught error */
  readonly shutdownOn?: readonly EndOfProcess[];
  /** How traced functions are traced; false leaves them untraced. @default as `FunctionsOptions` says */
  readonly functions?: FunctionsOptions | false;
  /** Where a plugin host records its invocations: metered as `pluginCatalog` says, and told to observers. @default none */
  readonly invocations?: InvocationMetricsBus;
  /** Combinations of attributes kept as they come, per metric; see `guarded()`. @default 2000 */
  readonly seriesLimit?: number;
  /**
   * Whether an environment variable that cannot work throws. Without it such a variable is reported, and the default holds.
   * @default false
   */
  readonly strict?: boolean;
}

/** The options with the environment and the defaults filled in. */
export interface Settings extends Required<AggregationOptions> {
  readonly spanParts: CheckedSpanParts;
  readonly resource: ResourceOptions;
  readonly resourceDetectors: Detectors;
  readonly metricExporters: readonly Exporter[];
  readonly traceExporters: readonly Exporter[];
  /** Whether the environment names the exporters. */
  readonly exportersFromEnvironment: boolean;
  readonly instrumentations: readonly Instrumentation[];
  readonly integrations: readonly Integration[];
  readonly propagators: readonly TextMapPropagator[];
  readonly runtimeMetrics: boolean;
  readonly sdkMetrics: SdkMetricsShown;
  readonly metricExportIntervalMillis: number;
  readonly shutdownTimeoutMillis: number;
  readonly shutdownOn: readonly EndOfProcess[];
  readonly functions: FunctionsOptions | false;
  readonly invocations: InvocationMetricsBus | undefined;
  readonly seriesLimit: number;
  readonly exemplarFilter: ExemplarFilter;
  readonly metricExportTimeoutMillis: number;
  /** Of histograms of catalogs that declare no boundaries. */
  readonly histogramAggregation: HistogramAggregation;
}

const OPTIONS: Readonly<Record<keyof RegisterOptions, true>> = {
  serviceName: true,
  serviceVersion: true,
  resourceAttributes: true,
  resourceDetectors: true,
  exporters: true,
  instrumentations: true,
  integrations: true,
  http: true,
  propagators: true,
  runtimeMetrics: true,
  sdkMetrics: true,
  aggregation: true,
  views: true,
  metricReaders: true,
  spanProcessors: true,
  sampler: true,
  spanLimits: true,
  idGenerator: true,
  metricExportIntervalMillis: true,
  shutdownTimeoutMillis: true,
  shutdownOn: true,
  functions: true,
  invocations: true,
  seriesLimit: true,
  strict: true,
  logger: true,
  quiet: true,
};

/**
 * How variables are read, as the options say it: first of all.
 * @throws Error naming an option that is unknown, or that cannot work
 */
export function variablesOf(options: RegisterOptions): ReadingOfVariables {
  checkOptions(options, OPTIONS, 'registerInstrumentation()');
  return { strict: checkedFlag(options.strict ?? false, 'strict') };
}

/** @throws Error naming the option that cannot work */
export function settingsOf(options: RegisterOptions): Settings {
  const { instrumentations = [], runtimeMetrics = false, seriesLimit = DEFAULT_SERIES_LIMIT } = options;
  const interval = options.metricExportIntervalMillis;
  const timeout = options.shutdownTimeoutMillis ?? FLUSH_TIMEOUT_MS;
  return {
    resource: options,
    resourceDetectors: detectorsFrom(options.resourceDetectors),
    ...exportersOf(options),
    exportersFromEnvironment: options.exporters === undefined,
    ...aggregationFrom(options),
    spanParts: spanPartsFrom(options),
    instrumentations: letOn(checkedInstrumentations(instrumentations), nameOf),
    integrations: integrationsFrom(options),
    propagators: propagatorsFrom(options.propagators),
    runtimeMetrics: checkedFlag(runtimeMetrics, 'runtimeMetrics'),
    sdkMetrics: sdkMetricsFrom(options.sdkMetrics),
    metricExportIntervalMillis:
      interval === undefined
        ? exportIntervalFromEnvironment()
        : checkedMilliseconds(interval, 'metricExportIntervalMillis'),
    shutdownTimeoutMillis: checkedMilliseconds(timeout, 'shutdownTimeoutMillis'),
    shutdownOn: checkedEnds(options.shutdownOn),
    functions: options.functions === undefined ? {} : options.functions, // null is no way to switch it off
    invocations: busFrom(options.invocations),
    seriesLimit: checkedSeriesLimit(seriesLimit),
    exemplarFilter: exemplarFilterFromEnvironment(),
    metricExportTimeoutMillis: exportTimeoutFromEnvironment(),
    histogramAggregation: histogramAggregationFromEnvironment(),
  };
}

/** Before a meter provider is made with it, which would name another cause. */
function checkedSeriesLimit(limit: number): number {
  return checkedCount(limit, 'seriesLimit', 'give the number of series per metric');
}

function busFrom(bus: InvocationMetricsBus | undefined): InvocationMetricsBus | undefined {
  if (bus === undefined || typeof (bus as Partial<InvocationMetricsBus> | null)?.onMetric === 'function') return bus;
  throw new Error(`invocations: ${shown(bus)} is not an InvocationMetricsBus; give the one your host records on`);
}

function exportersOf({ exporters }: RegisterOptions): Pick<Settings, 'metricExporters' | 'traceExporters'> {
  if (exporters !== undefined) {
    const given = checkedArray(exporters, 'exporters', 'write ["otlp"], for one').map(exporterOf);
    return { metricExporters: given, traceExporters: given };
  }
  const both = otlp();
  return {
    metricExporters: exportersFrom(METRICS_EXPORTER) ?? [both],
    traceExporters: exportersFrom(TRACES_EXPORTER) ?? [both],
  };
}

function exporterOf(exporter: unknown): Exporter {
  if (typeof exporter === 'string') return exporterNamed(exporter, 'exporters');
  // `prometheus` for `prometheus()` has a name too, and would export nothing.
  if (isExporter(exporter)) return takingSomething(exporter);
  throw new Error(`exporters: ${shown(exporter)} is not an exporter; give a name, or call one: otlp(), prometheus()`);
}

/** One that takes nothing would be telemetry that silently does nothing; whoever wants that says so with none(). */
const TAKING = ['metrics', 'spans', 'spanExporter'] as const;

function takingSomething(exporter: Exporter): Exporter {
  const isTaking = TAKING.some((part) => exporter[part] !== undefined);
  if (isTaking || exporter.name === none().name) return exporter;
  throw new Error(
    `exporters: ${shown(exporter.name)} has neither metrics(), spans() nor spanExporter(), so it would export nothing; give it one of them, or use none()`,
  );
}

function isExporter(given: unknown): given is Exporter {
  if (typeof given !== 'object' || given === null) return false;
  const exporter = given as { readonly [K in keyof Exporter]?: unknown };
  const parts = [exporter.metrics, exporter.sdkMetrics, exporter.spans, exporter.spanExporter, exporter.start];
  return typeof exporter.name === 'string' && parts.every((part) => part === undefined || typeof part === 'function');
}

import type { Tracer } from '@opentelemetry/api';
import { checkedFlag, checkOptions, environment } from '@portcall/core/internal';
import type { Backend } from '@portcall/metrics';
import { type DbOps, otelSpans } from '@portcall/otel';
import { checkedDbOps, type SpanPipeline } from '@portcall/otel/internal';
import { callMetrics } from '@portcall/ports';
import {
  type LintOptions,
  type RunningTracing,
  startTracing,
  type TraceLimits,
  TraceLog,
  type TraceSink,
} from '@portcall/trace';
import { callLints, noSpans } from '@portcall/trace/internal';
import type { OpenSpans } from '../sdk/open-spans.js';

/** How traced functions are traced. */
export interface FunctionsOptions {
  /** How database operations show in spans. @default 'events' */
  readonly dbOps?: DbOps;
  /** Finished calls kept in `telemetry.traces`. @default 1000 */
  readonly capacity?: number;
  /** Also counts calls, their duration, operations and stream bytes as metrics. @default false */
  readonly metrics?: boolean;
  /** Says which thrown values mean that a call was rolled back. @default those of `rollback()` */
  readonly isRollback?: (thrown: unknown) => boolean;
  /**
   * Keeps what calls give in `telemetry.traces`, as the `value` of their outcome: a copy, as JSON would hold it, within
   * `limits.value`. Values may be secret; spans never have them. A function says otherwise for itself, with `keepValue`.
   * @default false
   */
  readonly keepValues?: boolean;
  /**
   * Looks at every call when it ends for what is most often a mistake: the same query again and again, a write in a query, a row
   * that is read twice, a request in a transaction, a call that is not awaited. Each is said once per function and table. An
   * object switches single ones off.
   *
   * In production it would tell operators what only developers can change, so it is on where NODE_ENV says `development`.
   * @default whether NODE_ENV is 'development'
   */
  readonly lints?: boolean | LintOptions;
  /** How much of one call is kept. @default `DEFAULT_LIMITS` */
  readonly limits?: Partial<TraceLimits>;
}

const OPTIONS: Readonly<Record<keyof FunctionsOptions, true>> = {
  dbOps: true,
  capacity: true,
  metrics: true,
  isRollback: true,
  keepValues: true,
  lints: true,
  limits: true,
};

/** Where spans and metrics of calls go. */
export interface FunctionTracingParts {
  /** Where finished calls go beside the log. */
  readonly calls: TraceSink;
  /** Undefined where no exporter takes spans. */
  readonly spans: { readonly tracer: Tracer; readonly pipeline: SpanPipeline; readonly carried: boolean } | undefined;
  readonly backend: Backend;
  readonly openSpans: OpenSpans;
}

export interface FunctionTracing extends RunningTracing {
  readonly traces: TraceLog;
}

/**
 * Traces functions from now on: into the log, as spans, and as metrics where they are asked for.
 * @throws Error when tracing is on already, for a capacity or a limit that is not a positive whole number, for an unknown form of
 *   operations, and for unknown options
 */
export function traceFunctions(
  options: FunctionsOptions,
  { calls, spans, backend, openSpans }: FunctionTracingParts,
): FunctionTracing {
  checkOptions(options, OPTIONS, 'functions');
  const dbOps = checkedDbOps(options.dbOps);
  const { capacity = 1_000, metrics = false, isRollback, keepValues = false, limits = {} } = options;
  const traces = new TraceLog({ capacity });
  const isMetered = checkedFlag(metrics, 'functions.metrics');
  const tracing = startTracing({
    spans: spans === undefined ? noSpans : otelSpans({ ...spans, dbOps }),
    sinks: [
      traces,
      calls,
      ...(isMetered ? [{ push: openSpans.endingWith(callMetrics(backend)) }] : []),
      ...lintsFrom(options),
    ],
    limits,
    keepValues,
    ...(isRollback === undefined ? {} : { isRollback }),
  });
  return { ...tracing, traces };
}

function lintsFrom({ lints = environment('NODE_ENV') === 'development' }: FunctionsOptions): readonly TraceSink[] {
  if (typeof lints === 'object') return [callLints(lints, 'functions.lints')];
  return checkedFlag(lints, 'functions.lints') ? [callLints({}, 'functions.lints')] : [];
}

/** Nothing is traced, and everything can be called. */
export function untraced(): FunctionTracing {
  const undo = Object.assign(() => {}, { [Symbol.dispose]: () => {} });
  return { traces: new TraceLog(), onTrace: () => undo, stop: () => {}, [Symbol.dispose]: () => {} };
}

import type { Collection, Temporality } from '@portcall/metrics';
import type { ReadableSpan, SpanExporter } from '@portcall/otel';
import type { Account } from '@portcall/outbox';

/** One exporter's view of the metrics. */
export interface MetricReading {
  /** Everything there is, ours and what third parties recorded through OpenTelemetry; of a delta, everything since the last time. */
  collect(): Promise<Collection>;
  /** What can be read at once, because the process exits: nothing that is observed, and nothing of third parties. */
  collectNow?(): Collection;
}

/** Where an exporter's metrics come from. */
export interface MetricSource {
  /** The attributes of the resource: what the process says of itself. */
  readonly resource: Readonly<Record<string, unknown>>;
  /** Milliseconds between two exports, for exporters that push. */
  readonly exportIntervalMillis: number;
  /**
   * A view of its own, which no other reader disturbs. In a delta one, up-down counters are cumulative all the same, as
   * the specification wants it; each metric says what it is.
   * @throws Error once `metrics()` has returned
   */
  reading(temporality: Temporality): MetricReading;
}

/** Milliseconds that a flush or an end may take, where nobody has said otherwise. */
export const FLUSH_TIMEOUT_MS = 3_000;

/** What is exported of one signal, while it is. Nothing here rejects: what cannot be delivered is counted and reported. */
export interface SignalExport {
  /** What became of its items. Absent where nothing is sent: others come and read, or it is printed. */
  readonly account?: Account;
  /** What kind of exporter it is, in OpenTelemetry's words (`otel.component.type`). @default its name and signal */
  readonly componentType?: string;
  /** Where it is sent, as it may be printed. */
  readonly receiver?: string;
  /** Why the receiver took nothing the last time, in words that may be printed; undefined where it took it. */
  failure?(): string | undefined;
  /**
   * Delivers what there is; at once where others come and read.
   * @param timeoutMillis milliseconds it may take, 3000 by default
   * @returns resolves with false where something is left, and with anything else where everything is at its end
   */
  flush(timeoutMillis?: number): Promise<unknown>;
  /** Delivers what there is, and ends; what is left at the deadline is kept on disk or given up. */
  shutdown(timeoutMillis?: number): Promise<unknown>;
  /**
   * The end, at once, because the process exits: what is left is kept on disk or given up. Absent where there is nothing to keep.
   * @returns false where more may be lost than the account says: what was recorded and not yet read
   */
  leave?(): unknown;
}

/** An exporter's metrics, while they are exported. */
export type MetricsExport = SignalExport;

/** An exporter's spans, while they are exported. */
export interface SpansExport extends SignalExport {
  readonly account: Account;
  /** Milliseconds that a span may wait to be taken, where OTEL_BSP_SCHEDULE_DELAY says more. @default what that says */
  readonly mostDelayMillis?: number;
  /** Takes spans that are in its account as recorded. They are read before it returns. */
  take(spans: readonly ReadableSpan[]): void;
}

/** Makes OpenTelemetry's own readers on the meter provider of the registration, for `aggregation: 'sdk'`. */
export interface SdkReaders {
  /** Prints every interval. */
  console(): MetricsExport;
}

/**
 * One place telemetry goes. Plain data until `registerInstrumentation()` asks for its parts; only then is anything
 * loaded, so that an exporter that is not used costs nothing.
 */
export interface Exporter {
  /** What it is called in problems and events. */
  readonly name: string;
  /** Where it sends, as it may be printed: tells two of one name apart. Absent where the environment says it. */
  readonly destination?: string;
  /** True where others come and read, so that nothing is lost here when the process ends. @default false */
  readonly pulled?: boolean;
  /** How often others have come and read so far; absent where nobody does. */
  readonly timesRead?: number;
  /**
   * Begins to export metrics; absent where the exporter takes none.
   * @throws Error naming the setting that cannot work
   */
  metrics?(source: MetricSource): MetricsExport;
  /**
   * The same with `aggregation: 'sdk'`, through a reader of OpenTelemetry's own. Absent where there is none of its kind:
   * `metrics()` is called then, and reads what the SDK has collected.
   * @throws Error naming the setting that cannot work
   */
  sdkMetrics?(readers: SdkReaders): MetricsExport;
  /**
   * Begins to export spans; absent where the exporter takes none.
   * @throws Error naming the setting that cannot work
   */
  spans?(): SpansExport;
  /**
   * Makes an exporter of OpenTelemetry's kind, which is given spans in batches, one after the other. Absent where there is
   * none, or `spans()`.
   * @throws Error naming the setting that cannot work
   */
  spanExporter?(): SpanExporter;
  /**
   * Opens what must be open, once everything is set up. Rejects with what could only be known then, such as a port that
   * is taken. Absent where there is nothing to open.
   */
  start?(): Promise<void>;
}

import type { MetricReader } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';

/** How metrics are read for an exporter. */
export interface ReaderOptions {
  /** Milliseconds between two exports, for exporters that push. */
  readonly exportIntervalMillis: number;
  /** Series per instrument above which the SDK would drop all attributes; above what the recorders' own limit lets through. */
  readonly cardinalityLimit: number;
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
  /**
   * Makes the reader for metrics; absent where the exporter takes none.
   * @throws Error naming the setting that cannot work
   */
  metricReader?(options: ReaderOptions): MetricReader;
  /**
   * Makes the exporter for spans; absent where the exporter takes none.
   * @throws Error naming the setting that cannot work
   */
  spanExporter?(): SpanExporter;
  /**
   * Opens what must be open, once everything is set up. Rejects with what could only be known then, such as a port that
   * is taken. Absent where there is nothing to open.
   */
  start?(): Promise<void>;
}

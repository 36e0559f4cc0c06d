import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { Exporter } from '@portcall/exporters';
import type { receiverOf } from '@portcall/exporters/internal';
import type { Backend } from '@portcall/metrics';
import type { TraceLog } from '@portcall/trace';
import type { Instrumentation } from '../start/instrumentations/instrumentation.js';

/** What the doctor may look at of a registration. */
export interface Registration {
  readonly metricExporters: readonly Exporter[];
  readonly traceExporters: readonly Exporter[];
  /** Whether the environment names them. */
  readonly exportersFromEnvironment: boolean;
  readonly instrumentations: readonly Instrumentation[];
  /** Where an exporter sends by OTLP. */
  readonly receiverOf: typeof receiverOf;
  /** What an instrumentation calls itself. */
  readonly nameOf: (instrumentation: Instrumentation) => string;
  readonly meterProvider: MeterProvider;
  /** Undefined where no exporter takes spans. */
  readonly tracerProvider: TracerProvider | undefined;
  /** What of OpenTelemetry's global API somebody else had registered. */
  readonly taken: readonly string[];
  readonly backend: Backend;
  readonly traces: TraceLog;
  readonly ready: Promise<void>;
  /** When it was made, by `performance.now()`. */
  readonly since: number;
}

/** Before it a process that has just started may well have done nothing yet. */
const SETTLED_MS = 60_000;

/** How bad it is that something has not happened since the registration. */
export function severityOfSilence({ since }: Pick<Registration, 'since'>): 'warning' | 'note' {
  return performance.now() - since < SETTLED_MS ? 'note' : 'warning';
}

/** For how long it has been there, to be read by people. */
export function ageOf({ since }: Pick<Registration, 'since'>): string {
  return `${Math.round((performance.now() - since) / 1_000)} s`;
}

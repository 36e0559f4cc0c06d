import { checkOptions } from '@portcall/core/internal';
import type { Store } from '@portcall/metrics';
import { otelSpans, type ReadableSpan, type Resource } from '@portcall/otel';
import { DEFAULT_SPAN_LIMITS, parentBased } from '@portcall/otel/internal';
import type { Balance } from '@portcall/outbox';
import type { SpanPort } from '@portcall/trace';
import { type Exporter, FLUSH_TIMEOUT_MS, type MetricSource } from '../exporter.js';

export interface ExportAloneOptions {
  /** Where it goes: `otlp({ url })`, which sends by `fetch` where there is no node:http. */
  readonly exporter: Exporter;
  /** `service.name` of the resource. */
  readonly serviceName: string;
  /** What else is said of where telemetry comes from. @default nothing */
  readonly resourceAttributes?: Readonly<Record<string, string | number | boolean>>;
  /** Whose metrics are exported. @default none */
  readonly store?: Store;
  /** Milliseconds between two exports of metrics, for a runtime that goes on between requests. @default 60000 */
  readonly exportIntervalMillis?: number;
}

/** What is exported without a registration. */
export interface ExportAlone {
  /** For `startTracing({ spans })`: one span for each call that is sampled. */
  readonly spans: SpanPort;
  /** What became of what was recorded: of metrics and of spans. */
  readonly ledger: readonly (Balance & { readonly signal: 'metrics' | 'spans' })[];
  /** Delivers everything that was recorded until now; to be waited for before the runtime lets go of a request. Never rejects. */
  flush(timeoutMillis?: number): Promise<void>;
  /** Delivers it, and ends. Never rejects. */
  shutdown(timeoutMillis?: number): Promise<void>;
}

const OPTIONS: Readonly<Record<keyof ExportAloneOptions, true>> = {
  exporter: true,
  serviceName: true,
  resourceAttributes: true,
  store: true,
  exportIntervalMillis: true,
};

// So many spans are one request, as OTEL_BSP_MAX_EXPORT_BATCH_SIZE has it by default.
const MOST_SPANS = 512;

/**
 * Exports metrics of a store and spans of traced calls where `@portcall/node` cannot be loaded, such as runtimes at the edge that have
 * no module of Node. Nothing is taken from the environment but what the exporter reads, nothing is registered, and nothing ends by
 * itself: who has a request in hand flushes.
 * @throws Error naming an option that is unknown, or that the exporter cannot work with
 */
export function exportAlone(options: ExportAloneOptions): ExportAlone {
  checkOptions(options, OPTIONS, 'exportAlone()');
  const { exporter, store, exportIntervalMillis = 60_000 } = options;
  const resource = resourceOf({ 'service.name': options.serviceName, ...options.resourceAttributes });
  const metrics = store && exporter.metrics?.(sourceOf(store, resource, exportIntervalMillis));
  const spans = exporter.spans?.();
  let waiting: ReadableSpan[] = [];
  const handOver = (): void => {
    const taken = waiting;
    waiting = [];
    if (taken.length > 0) spans?.take(taken);
  };
  const onEnd = (span: ReadableSpan): void => {
    spans?.account.record(1);
    waiting.push(span);
    if (waiting.length >= MOST_SPANS) handOver();
  };
  const delivered = async (verb: 'flush' | 'shutdown', timeoutMillis: number): Promise<void> => {
    handOver();
    await Promise.all([metrics?.[verb](timeoutMillis), spans?.[verb](timeoutMillis)]);
  };
  return {
    spans: otelSpans({
      // Without a context manager a call finds its caller's span in the call itself.
      carried: true,
      pipeline: {
        sampler: parentBased(),
        samplesByTraceId: false,
        resource,
        scope: { name: options.serviceName },
        limits: DEFAULT_SPAN_LIMITS,
        onStart() {},
        onEnd: (span) => {
          if (spans !== undefined && span.isSampled) onEnd(span as unknown as ReadableSpan);
        },
      },
    }),
    get ledger() {
      const accounts = [
        { signal: 'metrics', account: metrics?.account },
        { signal: 'spans', account: spans?.account },
      ] as const;
      return accounts.flatMap(({ signal, account }) => (account === undefined ? [] : { signal, ...account.balance }));
    },
    flush: (timeoutMillis = FLUSH_TIMEOUT_MS) => delivered('flush', timeoutMillis),
    shutdown: (timeoutMillis = FLUSH_TIMEOUT_MS) => delivered('shutdown', timeoutMillis),
  };
}

function sourceOf(store: Store, { attributes }: Resource, exportIntervalMillis: number): MetricSource {
  return {
    resource: attributes,
    exportIntervalMillis,
    reading(temporality) {
      const reading = store.reading(temporality);
      return {
        collect: async () => reading.collect(await store.observed()),
        collectNow: () => reading.collect(),
      };
    },
  };
}

function resourceOf(attributes: Resource['attributes']): Resource {
  return {
    attributes,
    merge: (other) => resourceOf({ ...attributes, ...other?.attributes }),
    getRawAttributes: () => Object.entries(attributes),
  };
}

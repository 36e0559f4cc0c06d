import type { Meter, Tracer } from '@opentelemetry/api';
import type { Setting } from '@portcall/core';
import type { Finding } from '@portcall/doctor';
import type { Backend, Catalog, MetricSpecs, Observe, Recorders, Store } from '@portcall/metrics';
import type { TraceListener, TraceLog } from '@portcall/trace';
import type { Health } from './account/health.js';
import type { LedgerEntry } from './account/ledger.js';
import type { FlushOptions } from './end/flush-options.js';
import type { FlushResult } from './end/flush-result.js';
import type { TelemetryObservers } from './start/observers.js';

/**
 * What `registerInstrumentation()` gives: the running telemetry of this process. Its backend is a store, and with
 * `aggregation: 'sdk'` one that cannot be read.
 */
export interface Telemetry<B extends Backend = Store> extends AsyncDisposable {
  /**
   * The recorders of a catalog, in the backend whose numbers are exported.
   * @throws Error for a metric declared differently before, and for what is not a catalog
   */
  bind<M extends MetricSpecs>(catalog: Catalog<M>): Recorders<M>;
  /**
   * Calls back in every export and scrape, for values that are kept elsewhere:
   * `telemetry.observe(metric, (result) => result.observe(queue.length))`. Also in the last export, during the shutdown.
   */
  readonly observe: Observe;
  /**
   * What `bind` binds to, to be combined with another backend by `fanOut(other, telemetry.backend)`. A store can be read
   * as well, also after the shutdown, when nothing takes values any more.
   */
  readonly backend: B;
  /** A meter of the registered provider, for what no catalog covers. Its scope is the service's name. */
  readonly meter: Meter;
  /** A tracer of the registered provider. Its scope is the service's name. */
  readonly tracer: Tracer;
  /** The newest finished calls of traced functions. */
  readonly traces: TraceLog;
  /** Calls `listener` with every call that finishes from now on; what it throws stays there. @returns undo */
  readonly onTrace: (listener: TraceListener) => (() => void) & Disposable;
  /**
   * Who wants to know what happens, while it happens: calls, operations, invocations, problems, and exporters that start
   * or end. Each observer has a bounded queue of its own; with none, a call costs one comparison.
   */
  readonly observers: TelemetryObservers;
  /**
   * What became of everything that was to be sent: recorded = delivered + rejected + dropped + spooled + pending, for each
   * exporter and signal. Counted when it is read, and exact at every quiet moment.
   */
  readonly ledger: readonly LedgerEntry[];
  /** Whether every exporter works, and what is lost so far: for a status page, or an endpoint that is asked for health. */
  health(): Health;
  /** Resolves when every exporter works; rejects with the first reason why one cannot, such as a port that is taken. */
  readonly ready: Promise<void>;
  /**
   * Says why telemetry may not arrive, the worst first: what is installed and registered, what variables switch off, whether
   * receivers answer, metrics never recorded, endpoints never scraped, instrumentations with nothing to show, and what was
   * reported so far. Nothing in it holds a header, or the user, password or query of a URL.
   *
   * Sends an empty request to each receiver; takes some seconds at most. Never rejects.
   * @see docs/doctor.md
   */
  doctor(): Promise<readonly Finding[]>;
  /**
   * Every setting of this registration, its value, and whether it comes from code, a variable or is the default, as `portcall
   * config print` shows them. Variables are read as they are now. Secrets are redacted.
   */
  configuration(): readonly Setting[];
  /**
   * Delivers what there is, within a deadline, and says what became of it. Never rejects: what cannot be delivered is counted
   * and reported, and what waits is delivered later.
   */
  forceFlush(options?: FlushOptions): Promise<FlushResult>;
  /** `forceFlush()`, for places that wait for it: `context.waitUntil(telemetry.flush())`. */
  flush(options?: FlushOptions): Promise<FlushResult>;
  /**
   * Delivers what there is and ends, within a deadline, and says what became of it; once, however often it is called. Never
   * rejects. From the call on, awaited or not, `registerInstrumentation()` registers anew.
   */
  shutdown(options?: FlushOptions): Promise<FlushResult>;
}

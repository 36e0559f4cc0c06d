import type { Meter, Tracer } from '@opentelemetry/api';
import type { Catalog, MetricSpecs, Observe, Recorders, Store } from '@portcall/metrics';
import type { TraceListener, TraceLog } from '@portcall/trace';
import type { TelemetryObservers } from './start/observers.js';

/** What `registerInstrumentation()` gives: the running telemetry of this process. */
export interface Telemetry extends AsyncDisposable {
  /**
   * The recorders of a catalog, in the store that the exporters read.
   * @throws Error for a metric declared differently before, and for what is not a catalog
   */
  bind<M extends MetricSpecs>(catalog: Catalog<M>): Recorders<M>;
  /**
   * Calls back in every export and scrape, for values that are kept elsewhere:
   * `telemetry.observe(metric, (result) => result.observe(queue.length))`. Also in the last export, during the shutdown.
   */
  readonly observe: Observe;
  /**
   * The store that `bind` binds to and the exporters read: to be read as well, or combined with another backend by
   * `fanOut(other, telemetry.backend)`. After the shutdown it takes no more values, and can still be read.
   */
  readonly backend: Store;
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
  /** Resolves when every exporter works; rejects with the first reason why one cannot, such as a port that is taken. */
  readonly ready: Promise<void>;
  /** Delivers what there is, within the deadline. Never rejects: what cannot be delivered is counted and reported. */
  forceFlush(): Promise<void>;
  /**
   * Delivers what there is and ends, within the deadline; once, however often it is called. Never rejects. From the call on,
   * awaited or not, `registerInstrumentation()` registers anew.
   */
  shutdown(): Promise<void>;
}

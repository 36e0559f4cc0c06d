import {
  type EventOf,
  type ObserverOptions,
  ObserverRegistry,
  onProblem,
  type Problem,
  type Subscription,
} from '@portcall/core';
import type { InvocationMetric } from '@portcall/invocations';
import { type FnTrace, frozenTrace, type Op, type TraceSink, untraced } from '@portcall/trace';

/** What happens in telemetry, by category. */
export type TelemetryEvent =
  /** A traced function has ended. */
  | { readonly category: 'call'; readonly trace: FnTrace }
  /** One of its operations, told when the call ends and before it; those that its limits left out are not told. */
  | { readonly category: 'op'; readonly op: Op; readonly trace: FnTrace }
  /** A plugin was invoked, on the bus given as `invocations`. */
  | { readonly category: 'invocation'; readonly metric: InvocationMetric }
  /** Something was lost or refused; once per key. */
  | { readonly category: 'problem'; readonly problem: Problem }
  | ExporterEvent;

/** An exporter works, cannot work, or has ended: with what there was delivered in time, or given up. */
export type ExporterEvent = { readonly category: 'exporter'; readonly exporter: string } & (
  | { readonly phase: 'started' }
  | { readonly phase: 'failed'; readonly cause: unknown }
  | { readonly phase: 'stopped'; readonly inTime: boolean }
);

const CATEGORIES: readonly TelemetryEvent['category'][] = ['call', 'op', 'invocation', 'problem', 'exporter'];

/**
 * Observers of telemetry, as an app may use them: what is emitted is for `registerInstrumentation()` to say. A consumer given
 * to `subscribe()` for calls or operations runs untraced; a loop over a receiver of `add()` does where it says so, with
 * `untraced()` of `@portcall/trace`.
 */
export type TelemetryObservers = Pick<
  ObserverRegistry<TelemetryEvent>,
  'add' | 'subscribe' | 'remove' | 'status' | 'length' | 'isEmpty'
>;

/** The observers of one registration, and what feeds them. */
export interface Observation {
  readonly observers: ObserverRegistry<TelemetryEvent>;
  /** Take every finished call; with nobody observing, one comparison. */
  readonly calls: TraceSink;
  readonly invocation: (metric: InvocationMetric) => void;
  readonly exporter: (event: ExporterEvent) => void;
  /** Observers still get what is pending, and end. */
  readonly end: () => void;
}

/** Nothing is told to them yet. */
export function telemetryObservers(): Observers {
  return new Observers({ categories: CATEGORIES });
}

/** They take every finished call, while there are any. */
class Observers extends ObserverRegistry<TelemetryEvent> implements TraceSink {
  /** As `isEmpty`, as a field: it is read for every call. */
  isIdle = true;

  override add<const C extends TelemetryEvent['category']>(
    categories: readonly C[],
    options: ObserverOptions = {},
  ): Subscription<EventOf<TelemetryEvent, C>> {
    const subscription = super.add(categories, options);
    this.isIdle = this.isEmpty;
    return subscription;
  }

  override remove(id: string): boolean {
    const wasThere = super.remove(id);
    this.isIdle = this.isEmpty;
    return wasThere;
  }

  push(finished: FnTrace): void {
    const trace = frozenTrace(finished);
    if (this.observes('op')) for (const op of trace.ops) this.emit({ category: 'op', op, trace });
    this.emit({ category: 'call', trace });
  }

  /** Nothing is traced in a consumer of calls or operations: what it does would give it more of them, without an end. */
  override subscribe<const C extends TelemetryEvent['category']>(
    categories: readonly C[],
    consumer: (event: EventOf<TelemetryEvent, C>) => unknown,
    options: ObserverOptions = {},
  ): Subscribed {
    const subscribe = (): Subscribed => super.subscribe(categories, consumer, options);
    const isFed = Array.isArray(categories) && FED_BY_CALLS.some((category) => categories.includes(category));
    return isFed ? untraced(subscribe) : subscribe();
  }
}

type Subscribed = ReturnType<ObserverRegistry<TelemetryEvent>['subscribe']>;

const FED_BY_CALLS: readonly TelemetryEvent['category'][] = ['call', 'op'];

export function observation(): Observation {
  const observers = telemetryObservers();
  const unwatchProblems = onProblem(
    (problem) => {
      if (!observers.isEmpty) observers.emit({ category: 'problem', problem });
    },
    { insteadOfStderr: false },
  );
  return {
    observers,
    calls: observers,
    invocation(metric) {
      if (!observers.isEmpty) observers.emit({ category: 'invocation', metric });
    },
    exporter(event) {
      if (!observers.isEmpty) observers.emit(event);
    },
    end() {
      unwatchProblems();
      observers.close();
    },
  };
}

import { type ObserverRegistry, problems } from '@portcall/core';
import type { Delivering } from '../end/delivering.js';
import type { TelemetryEvent } from '../start/observers.js';

/** How telemetry fares now. What is lost does not make it unwell for ever: it stands in the numbers. */
export interface Health {
  /** `failing` where an exporter does not get rid of what it has, or could not be started; `closed` after the shutdown. */
  readonly status: 'ok' | 'failing' | 'closed';
  readonly exporters: readonly ExporterHealth[];
  /** Recordings that were refused in this process, such as NaN. */
  readonly refusedValues: number;
  /** Recordings in this process of which an attribute became `_other`, past the series limit of their metric. */
  readonly maskedValues: number;
  /** Events that observers of this registration did not get. */
  readonly observersMissed: number;
}

export interface ExporterHealth {
  /** What it is called in problems and events. */
  readonly exporter: string;
  readonly status: 'ok' | 'failing';
  /** Where it sends, without user, password and query; absent where it is read, or counts nothing. */
  readonly receiver?: string;
  /** Why it is failing, in words. */
  readonly failure?: string;
  /** Spans and data points that wait in memory, that are on disk, and that are lost (rejected or given up). */
  readonly pending: number;
  readonly spooled: number;
  readonly lost: number;
}

export interface HealthParts {
  readonly delivering: readonly Delivering[];
  /** What all exporters are called, and why one could not be started. */
  readonly names: readonly string[];
  readonly notStarted: ReadonlyMap<string, string>;
  readonly observers: ObserverRegistry<TelemetryEvent>;
  readonly isClosed: () => boolean;
}

export function healthOf({ delivering, names, notStarted, observers, isClosed }: HealthParts): Health {
  const exporters = names.map((name) =>
    exporterHealth(
      name,
      delivering.filter(({ exporter }) => exporter === name),
      notStarted.get(name),
    ),
  );
  const isFailing = exporters.some(({ status }) => status === 'failing');
  return Object.freeze<Health>({
    status: isClosed() ? 'closed' : isFailing ? 'failing' : 'ok',
    exporters: Object.freeze(exporters),
    refusedValues: countOf('record.refused'),
    maskedValues: countOf('record.series_limit'),
    observersMissed: observers.missed,
  });
}

function exporterHealth(
  exporter: string,
  delivering: readonly Delivering[],
  notStarted: string | undefined,
): ExporterHealth {
  const balances = delivering.flatMap(({ account }) => account?.balance ?? []);
  const sum = (of: (balance: (typeof balances)[number]) => number): number =>
    balances.reduce((total, balance) => total + of(balance), 0);
  const receiver = delivering.find((one) => one.receiver !== undefined)?.receiver;
  const failure = notStarted ?? firstOf(delivering, ({ failure: why }) => why?.());
  return Object.freeze<ExporterHealth>({
    exporter,
    status: failure === undefined ? 'ok' : 'failing',
    ...(receiver === undefined ? {} : { receiver }),
    ...(failure === undefined ? {} : { failure }),
    pending: sum(({ pending }) => pending),
    spooled: sum(({ spooled }) => spooled),
    lost: sum(({ rejected, dropped }) => rejected + Object.values(dropped).reduce((total, count) => total + count, 0)),
  });
}

function firstOf<T>(all: readonly T[], of: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const found = of(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function countOf(key: string): number {
  return problems().reduce((sum, problem) => (problem.key === key ? sum + problem.count : sum), 0);
}

import type { Definition, Store } from '@portcall/metrics';

/** What one place knows of metrics: by metric, then by series. */
export type Reading = ReadonlyMap<string, ReadonlyMap<string, Measured>>;

/** A series' number, or what a histogram has counted of how much. */
export interface Measured {
  readonly count: number | undefined;
  readonly sum: number;
}

/** The places that are compared. */
export interface Readings {
  readonly recorded: Reading;
  /** Undefined where the receiver cannot be read from here. */
  readonly receiver: Reading | undefined;
  readonly endpoint: Reading;
}

/** The same text for the same attributes, in whatever order they come. */
export function seriesKey(attributes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What was recorded. */
export function readStore(definitions: readonly Definition[], store: Store): Reading {
  return new Map(
    definitions.map((definition) => [
      definition.name,
      new Map(
        store
          .points(definition)
          .map(({ attributes, value }) => [
            seriesKey(attributes),
            typeof value === 'number' ? { count: undefined, sum: value } : { count: value.count, sum: value.sum },
          ]),
      ),
    ]),
  );
}

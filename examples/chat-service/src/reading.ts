import { type Reading, seriesKey } from '@portcall/example-kit';
import type { Definition, Store } from '@portcall/metrics';

/** The places that are compared. */
export interface Readings {
  readonly recorded: Reading;
  /** Undefined where the receiver cannot be read from here. */
  readonly receiver: Reading | undefined;
  readonly endpoint: Reading;
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

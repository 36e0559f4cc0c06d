import { checkOptions, shown } from '@portcall/core/internal';
import type { AttributeValue } from './attribute.js';
import { DefinitionError } from './definition-error.js';
import { isObject } from './spec-shape.js';

/** A service level objective, declared as data: rules, alerts and dashboards are made of it. */
export type Slo<K extends string = string> = EventsSlo<K> | LatencySlo<K>;

interface AnySlo {
  /** snake_case, unique in the catalog. */
  readonly name: string;
  /** What is promised, as a sentence. */
  readonly description: string;
  /** The share of good events that is promised, above 0 and below 1: `0.999`. */
  readonly objective: number;
  /** The time over which it is promised: `30d`, `4w`. */
  readonly window: string;
}

/** The share of good events among all, or of bad ones: exactly one of the two is there. */
export interface EventsSlo<K extends string = string> extends AnySlo {
  readonly kind: 'events';
  readonly good: SloEvents<K> | undefined;
  readonly bad: SloEvents<K> | undefined;
  readonly total: SloEvents<K>;
}

/** The share of what a histogram has measured that is at or below one of its boundaries. */
export interface LatencySlo<K extends string = string> extends AnySlo {
  readonly kind: 'latency';
  readonly histogram: SloEvents<K>;
  /** One of the histogram's boundaries, in its unit. */
  readonly within: number;
}

/** The series of a metric that are counted; of a histogram it is how often it was recorded. */
export interface SloEvents<K extends string = string> {
  readonly metric: K;
  /** By attribute; empty for every series. */
  readonly where: Readonly<Record<string, SloMatcher>>;
}

/** The values that an attribute may have, or whether an optional one is there at all. */
export type SloMatcher = readonly AttributeValue[] | { readonly present: boolean };

/** A metric by its key, all of it or the series that match. */
export type SloEventsOptions<K extends string> =
  | K
  | {
      readonly metric: K;
      /**
       * By attribute: a value of its closed set, several of them, or whether an optional attribute is there at all.
       * @default every series
       */
      readonly where?: Readonly<Record<string, AttributeValue | SloMatcher>>;
    };

interface AnySloOptions {
  /** snake_case, unique in the catalog. */
  readonly name: string;
  /** What is promised, as a sentence: alerts say it. */
  readonly description: string;
  /** The share of good events that is promised, above 0 and below 1: `0.999`. */
  readonly objective: number;
  /** The time over which it is promised, in days or weeks, from one week to thirteen. @default '30d' */
  readonly window?: string;
}

export type SloOptions<K extends string> = AnySloOptions &
  (
    | {
        /** Events that are as promised. */
        readonly good: SloEventsOptions<K>;
        readonly bad?: undefined;
        /** All events. */
        readonly total: SloEventsOptions<K>;
        readonly histogram?: undefined;
        readonly within?: undefined;
      }
    | {
        /** Events that are not as promised. */
        readonly bad: SloEventsOptions<K>;
        readonly good?: undefined;
        /** All events. */
        readonly total: SloEventsOptions<K>;
        readonly histogram?: undefined;
        readonly within?: undefined;
      }
    | {
        /** What is measured. */
        readonly histogram: SloEventsOptions<K>;
        /** What is measured is good up to this value, in the histogram's unit: one of its boundaries. */
        readonly within: number;
        readonly good?: undefined;
        readonly bad?: undefined;
        readonly total?: undefined;
      }
  );

const OPTIONS = {
  ...{ name: true, description: true, objective: true, window: true },
  ...{ good: true, bad: true, total: true, histogram: true, within: true },
} as const;

/**
 * Declares what a service promises: a share of good events (`good` or `bad` of `total`), or a share of what a histogram
 * measures that is `within` one of its boundaries. The catalog that it is given to checks it against its metrics.
 *
 * @throws DefinitionError for an objective that is not between 0 and 1, a window that is none, and parts that do not go together
 * @throws Error for unknown options
 */
export function slo<const K extends string>(options: SloOptions<K>): Slo<K> {
  const what = `slo() of ${shown((options as Partial<AnySloOptions> | undefined)?.name)}`;
  checkOptions<object>(options, OPTIONS, what);
  const { name, description, objective, window = '30d', good, bad, total, histogram, within } = options;
  const promise: AnySlo = { name, description, objective, window };
  checkPromise(what, promise);
  if (histogram !== undefined) {
    checkParts(what, good === undefined && bad === undefined && total === undefined && typeof within === 'number');
    return frozen({ kind: 'latency', ...promise, histogram: eventsOf(what, histogram), within: within as number });
  }
  checkParts(what, total !== undefined && (good === undefined) !== (bad === undefined) && within === undefined);
  return frozen({
    kind: 'events',
    ...promise,
    good: good === undefined ? undefined : eventsOf(what, good),
    bad: bad === undefined ? undefined : eventsOf(what, bad),
    total: eventsOf(what, total as SloEventsOptions<K>),
  });
}

/** How many days a window has; undefined for what is not a window. */
export function daysOf(window: string): number | undefined {
  const [, count, unit] = /^([1-9]\d?)([dw])$/.exec(window) ?? [];
  if (count === undefined) return undefined;
  const days = Number(count) * (unit === 'w' ? 7 : 1);
  // Burn rates are seen over three days and more; what is longer than a quarter nobody keeps in Prometheus.
  return days < 7 || days > 91 ? undefined : days;
}

/** What is counted of metrics, in the order in which it is declared. */
export function eventsOfSlo<K extends string>(slo: Slo<K>): readonly SloEvents<K>[] {
  if (slo.kind === 'latency') return [slo.histogram];
  return [slo.good, slo.bad, slo.total].filter((events) => events !== undefined);
}

function checkPromise(what: string, { name, description, objective, window }: AnySlo): void {
  if (typeof name !== 'string' || !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) {
    throw new DefinitionError(`${what}: name ${shown(name)} is not snake_case; give one such as "delivery_success"`);
  }
  if (typeof description !== 'string' || description.trim() === '' || !description.isWellFormed()) {
    throw new DefinitionError(`${what}: description ${shown(description)} says nothing; say what is promised`);
  }
  if (typeof objective !== 'number' || !(objective > 0 && objective < 1)) {
    throw new DefinitionError(
      `${what}: objective ${shown(objective)} is not between 0 and 1; give the share of good events, such as 0.999`,
    );
  }
  if (typeof window !== 'string' || daysOf(window) === undefined) {
    throw new DefinitionError(
      `${what}: window ${shown(window)} is not days or weeks from "7d" to "13w"; give one such as "30d"`,
    );
  }
}

function checkParts(what: string, areParts: boolean): void {
  if (areParts) return;
  throw new DefinitionError(
    `${what}: its parts do not go together; give total with either good or bad, or histogram with within`,
  );
}

function eventsOf<K extends string>(what: string, given: SloEventsOptions<K>): SloEvents<K> {
  const events = typeof given === 'string' ? { metric: given } : given;
  if (!isObject(events) || typeof events.metric !== 'string') {
    throw new DefinitionError(
      `${what}: ${shown(given)} names no metric; give the key of one, or { metric, where } for some of its series`,
    );
  }
  checkOptions<object>(events, { metric: true, where: true }, what);
  const where = Object.entries(events.where ?? {}).map(([key, matcher]) => [key, matcherOf(matcher)] as const);
  return Object.freeze({ metric: events.metric, where: Object.freeze(Object.fromEntries(where)) });
}

function matcherOf(given: AttributeValue | SloMatcher): SloMatcher {
  if (Array.isArray(given)) return Object.freeze([...(given as readonly AttributeValue[])]);
  return Object.freeze(isObject(given) ? { ...given } : [given]) as SloMatcher;
}

function frozen<T extends object>(slo: T): T {
  return Object.freeze(slo);
}

import type { Catalog, Definition, EventsSlo, LatencySlo, Slo, SloEvents, SloMatcher } from '@portcall/metrics';
import type { QueriedBackend } from './backend.js';
import { boundCondition } from './bucket-bound.js';
import { MetricQueries } from './metric-queries.js';
import { labelList, type Matcher, oneOfThese } from './selector.js';

/** What is counted for an objective: a metric, and which of its series. */
export interface CountedEvents {
  readonly metric: MetricQueries;
  readonly matchers: readonly Matcher[];
}

/** The metric and matchers of events; undefined where the metric has no name on the path. */
export function countedEvents(
  { metric, where }: SloEvents,
  catalog: Catalog,
  { path }: QueriedBackend,
): CountedEvents | undefined {
  const queries = MetricQueries.of(
    (catalog.metrics as Readonly<Record<string, Definition>>)[metric] as Definition,
    path,
  );
  if (queries === undefined) return undefined;
  const matchers = Object.entries(where).map(([key, matcher]): Matcher => [queries.label(key), condition(matcher)]);
  return { metric: queries, matchers };
}

/**
 * The share of bad events over a window, for each service: 0 where there are events and none is bad; nothing where there are no
 * events. `extra` are matchers for every series.
 */
export function errorRatio(
  slo: Slo,
  catalog: Catalog,
  backend: QueriedBackend,
  window: string,
  extra: readonly Matcher[] = [],
): string | undefined {
  return slo.kind === 'latency'
    ? slowRatio(slo, catalog, backend, window, extra)
    : eventsRatio(slo, catalog, backend, window, extra);
}

function eventsRatio(
  { good, bad, total }: EventsSlo,
  catalog: Catalog,
  backend: QueriedBackend,
  window: string,
  extra: readonly Matcher[],
): string | undefined {
  const counted = countedEvents((bad ?? good) as SloEvents, catalog, backend);
  const all = countedEvents(total, catalog, backend);
  if (counted === undefined || all === undefined) return undefined;
  const by = `sum by ${labelList([backend.service])}`;
  const whole = `${by} (${all.metric.countRate(window, [...all.matchers, ...extra])})`;
  const part = orZero(`${by} (${counted.metric.countRate(window, [...counted.matchers, ...extra])})`, whole);
  return bad === undefined ? `1 - ${part}\n/ ${whole}` : `${part}\n/ ${whole}`;
}

function slowRatio(
  { histogram, within }: LatencySlo,
  catalog: Catalog,
  backend: QueriedBackend,
  window: string,
  extra: readonly Matcher[],
): string | undefined {
  const events = countedEvents(histogram, catalog, backend);
  if (events === undefined) return undefined;
  const { metric, matchers } = events;
  const by = `sum by ${labelList([backend.service])}`;
  const whole = `${by} (${metric.countRate(window, [...matchers, ...extra])})`;
  const le: Matcher = ['le', boundCondition(within)];
  const good = orZero(`${by} (${metric.bucketRate(window, [...matchers, ...extra, le])})`, whole);
  return `1 - ${good}\n/ ${whole}`;
}

/** What is not there yet, because nothing of the kind has happened, is 0 of the whole. */
function orZero(part: string, whole: string): string {
  return `(${part} or 0 * ${whole})`;
}

function condition(matcher: SloMatcher): string {
  if ('present' in matcher) return matcher.present ? '!=""' : '=""';
  return oneOfThese(matcher.map(String));
}

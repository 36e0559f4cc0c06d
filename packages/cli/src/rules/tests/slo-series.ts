import type { AttributeKind, Catalog, EventsSlo, LatencySlo, Slo, SloEvents, SloMatcher } from '@portcall/metrics';
import type { QueriedBackend } from '../../queries/backend.js';
import { boundSpellings } from '../../queries/bucket-bound.js';
import type { MetricQueries } from '../../queries/metric-queries.js';
import { countedEvents } from '../../queries/slo-queries.js';
import type { Labels } from '../rule.js';
import type { InputSeries } from './rule-test.js';
import { growing, growingBucket, type Phase, processLabels, someLabels, someValue } from './test-series.js';

/** How many events there are every minute, how many of them are bad, and for how many minutes. */
type BadPhase = readonly [events: number, bad: number, minutes: number];

/** The series in which so much is bad; `le` is how the bound of a latency's bucket is written. */
export type SloSeries = (phases: readonly BadPhase[], le?: string) => readonly InputSeries[];

/** Undefined where no series can be bad and another good: the objective counts everything as one. */
export function sloSeries(slo: Slo, catalog: Catalog, backend: QueriedBackend): SloSeries | undefined {
  return slo.kind === 'latency' ? latencySeries(slo, catalog, backend) : eventSeries(slo, catalog, backend);
}

const all = (phases: readonly BadPhase[]): readonly Phase[] => phases.map(([events, , minutes]) => [events, minutes]);
const badOnes = (phases: readonly BadPhase[]): readonly Phase[] => phases.map(([, bad, minutes]) => [bad, minutes]);
const goodOnes = (phases: readonly BadPhase[]): readonly Phase[] =>
  phases.map(([events, bad, minutes]) => [events - bad, minutes]);

function latencySeries(slo: LatencySlo, catalog: Catalog, backend: QueriedBackend): SloSeries | undefined {
  const metric = countedEvents(slo.histogram, catalog, backend)?.metric;
  if (metric === undefined) return undefined;
  const labels = { ...processLabels(backend), ...matchingLabels(slo.histogram, metric) };
  const [commonest = ''] = boundSpellings(slo.within);
  return (phases, le = commonest) => [
    growingBucket(metric, labels, le, goodOnes(phases)),
    growingBucket(metric, labels, '+Inf', all(phases)),
    growing(metric, labels, all(phases)),
  ];
}

function eventSeries(
  { good, bad, total }: EventsSlo,
  catalog: Catalog,
  backend: QueriedBackend,
): SloSeries | undefined {
  const events = (bad ?? good) as SloEvents;
  const [counted, whole] = [events, total].map((one) => countedEvents(one, catalog, backend)?.metric);
  if (counted === undefined || whole === undefined) return undefined;
  const process = processLabels(backend);
  const [countedOnes, others] = bad === undefined ? [goodOnes, badOnes] : [badOnes, goodOnes];
  const ofWhole = { ...process, ...matchingLabels(total, whole) };
  const counting = (base: Labels, phases: readonly BadPhase[]): readonly InputSeries[] =>
    evenly(countedOnes(phases), everyMatch(events, counted), (match, share) =>
      growing(counted, { ...base, ...match }, share),
    );
  if (events.metric !== total.metric) {
    const ofCounted = { ...process, ...matchingLabels(events, counted) };
    return (phases) => [...counting(ofCounted, phases), growing(whole, ofWhole, all(phases))];
  }
  const unlike = unlikeLabels(events, counted);
  if (unlike === undefined) return undefined;
  const labels = { ...ofWhole, ...matchingLabels(events, counted) };
  const rest = withoutAbsent({ ...ofWhole, ...unlike });
  return (phases) => [...counting(labels, phases), growing(whole, rest, others(phases))];
}

/** So much of it in each, so that each counts. */
function evenly<T, S>(
  phases: readonly Phase[],
  items: readonly T[],
  made: (item: T, share: readonly Phase[]) => S,
): readonly S[] {
  const share = phases.map(([perMinute, minutes]): Phase => [perMinute / items.length, minutes]);
  return items.map((item) => made(item, share));
}

/** Labels for every value that matches, where an attribute may have several. */
function everyMatch({ where }: SloEvents, metric: MetricQueries): readonly Labels[] {
  const several = Object.entries(where).find(([, matcher]) => !('present' in matcher) && matcher.length > 1);
  if (several === undefined) return [{}];
  const [key, values] = several;
  return (values as readonly unknown[]).map((value) => ({ [metric.label(key)]: String(value) }));
}

/** Labels that match, of a metric that has all of its attributes. */
function matchingLabels({ where }: SloEvents, metric: MetricQueries): Labels {
  const matched = Object.entries(where).map(([key, matcher]) => [metric.label(key), matching(matcher)] as const);
  return withoutAbsent({ ...someLabels(metric), ...Object.fromEntries(matched) });
}

/** One label that does not match; undefined where every value does. */
function unlikeLabels({ where }: SloEvents, metric: MetricQueries): Labels | undefined {
  for (const [key, matcher] of Object.entries(where)) {
    const value = unlike(matcher, metric.definition.attributes[key] as AttributeKind);
    if (value !== undefined) return { [metric.label(key)]: value };
  }
  return undefined;
}

function matching(matcher: SloMatcher): string {
  if ('present' in matcher) return matcher.present ? 'a' : '';
  return String(matcher[0]);
}

function unlike(matcher: SloMatcher, kind: AttributeKind): string | undefined {
  if ('present' in matcher) return matcher.present ? '' : someValue(kind);
  const other = kind.values?.find((value) => !matcher.includes(value));
  if (other !== undefined) return String(other);
  return kind.optional ? '' : undefined;
}

/** An empty label is none. */
function withoutAbsent(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}

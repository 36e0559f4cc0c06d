import type { AttributeKind } from '@portcall/metrics';
import type { QueriedBackend } from '../../queries/backend.js';
import type { MetricQueries } from '../../queries/metric-queries.js';
import { equals, selector } from '../../queries/selector.js';
import type { Labels } from '../rule.js';
import type { InputSeries } from './rule-test.js';

/** So much more every minute, for so many minutes. */
export type Phase = readonly [perMinute: number, minutes: number];

/** The service and the process that tests are about. */
export function processLabels({ service, instance }: QueriedBackend): Labels {
  return { [service]: 'app', [instance]: 'app-1' };
}

/** Some value of every attribute; optional ones are not there. */
export function someLabels(metric: MetricQueries): Labels {
  const attributes = Object.entries(metric.definition.attributes).filter(([, { optional }]) => !optional);
  return Object.fromEntries(attributes.map(([key, kind]) => [metric.label(key), someValue(kind)]));
}

export function someValue({ type, values }: AttributeKind): string {
  if (values !== undefined) return String(values[0]);
  return type === 'integer' ? '1' : 'a';
}

/** A metric that stays at a value. */
export function steady(metric: MetricQueries, labels: Labels, value: number, minutes: number): InputSeries {
  const sample = metric.isNative ? `{{count:${value} sum:${value}}}` : String(value);
  return { series: seriesText(metric.countName, labels), values: `${sample}x${minutes}` };
}

/** A metric that counts up, phase after phase. */
export function growing(metric: MetricQueries, labels: Labels, phases: readonly Phase[]): InputSeries {
  const sample = (value: number): string => (metric.isNative ? `{{count:${value} sum:${value}}}` : String(value));
  return { series: seriesText(metric.countName, labels), values: phasesText(phases, sample) };
}

/** One bucket of a histogram, phase after phase. */
export function growingBucket(
  metric: MetricQueries,
  labels: Labels,
  le: string,
  phases: readonly Phase[],
): InputSeries {
  return { series: seriesText(metric.bucketName, { ...labels, le }), values: phasesText(phases, String) };
}

function phasesText(phases: readonly Phase[], sample: (value: number) => string): string {
  let [reached, isFirst] = [0, true];
  const texts = phases.map(([perMinute, minutes]) => {
    // The first begins with its sample of minute 0, the others one minute after what was before.
    const [start, steps] = isFirst ? [0, minutes] : [reached + perMinute, minutes - 1];
    isFirst = false;
    reached += perMinute * minutes;
    return `${sample(start)}+${sample(perMinute)}x${steps}`;
  });
  return texts.join(' ');
}

function seriesText(name: string, labels: Labels): string {
  return selector(
    name,
    Object.entries(labels).map(([label, value]) => [label, equals(value)]),
  );
}

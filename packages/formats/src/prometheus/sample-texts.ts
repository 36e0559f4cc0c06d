import { report } from '@portcall/core';
import type { ExponentialValue, HistogramValue, MetricDescription } from '@portcall/metrics';
import { BoundTexts } from './bound-texts.js';
import type { Family } from './families.js';
import { LabelTexts } from './label-texts.js';
import { escapedValue, labelValue } from './label-value.js';
import { LeftOut } from './left-out.js';
import { SeriesSeen } from './series-seen.js';

export interface SampleTextsOptions {
  readonly withoutScope: boolean;
}

const SCOPE_LABELS = ['otel_scope_name', 'otel_scope_version'];

/** The samples of series in the text format 0.0.4. */
export class SampleTexts {
  private readonly labels: LabelTexts;
  private readonly bounds = new BoundTexts((boundary) => `${boundary}"} `);
  private readonly withoutScope: boolean;

  constructor({ withoutScope }: SampleTextsOptions) {
    this.labels = new LabelTexts({ reserved: withoutScope ? ['le'] : ['le', ...SCOPE_LABELS] });
    this.withoutScope = withoutScope;
  }

  /** The lines of each series of a family, read when it is their turn. */
  *of({ name, type, members }: Family): Generator<string, void> {
    const seen = new SeriesSeen();
    const lines = type === 'histogram' ? this.histogram(name) : numberLines(name);
    for (const { metric, points } of members) {
      const leftOut = new LeftOut(metric);
      const scope = this.withoutScope ? '' : scopeLabels(metric);
      try {
        for (const { attributes, value } of points) {
          const labels = this.labels.of(attributes, metric.name);
          const text = labels && lines(value, joined(labels.text, scope));
          if (text === undefined) leftOut.unreadable += 1;
          else if (seen.add(labels!, scope)) yield text;
          else leftOut.taken += 1;
        }
      } catch (cause) {
        reportUnread(metric, cause);
      }
      leftOut.speak();
    }
  }

  private histogram(name: string): SampleLines {
    const [count, sum, bucket] = [`${name}_count`, `${name}_sum`, `${name}_bucket`];
    return (value, labels) => {
      if (typeof value !== 'object') return undefined;
      const series = labels === '' ? ' ' : `{${labels}} `;
      const lines = `${count}${series}${value.count}\n${sum}${series}${numberText(value.sum)}\n`;
      const open = `${bucket}{${labels}${labels === '' ? '' : ','}le="`;
      // Without buckets it says as much as this format can say of it.
      if ('scale' in value) return `${lines}${open}+Inf"} ${value.count}\n`;
      const texts = this.bounds.of(value.boundaries);
      return texts && bucketLines(value, texts, open, lines);
    };
  }
}

/** What is written of a series, or undefined where its value is not what the metric holds. */
type SampleLines = (value: number | HistogramValue | ExponentialValue, labels: string) => string | undefined;

function numberLines(name: string): SampleLines {
  return (value, labels) => {
    if (typeof value !== 'number') return undefined;
    return labels === '' ? `${name} ${numberText(value)}\n` : `${name}{${labels}} ${numberText(value)}\n`;
  };
}

/** Every bucket with all that is below it. Undefined where they do not add up, for which a parser refuses the scrape. */
function bucketLines(
  { count, buckets }: HistogramValue,
  bounds: readonly string[],
  open: string,
  before: string,
): string | undefined {
  let lines = before;
  let below = 0;
  for (let i = 0; i < bounds.length; i += 1) {
    below += buckets[i] as number;
    lines += `${open}${bounds[i]}${below}\n`;
  }
  for (let i = bounds.length; i < buckets.length; i += 1) below += buckets[i] as number;
  return below === count ? `${lines}${open}+Inf"} ${below}\n` : undefined;
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : `${value}`;
}

function scopeLabels({ scope, scopeVersion }: MetricDescription): string {
  const name = `otel_scope_name="${escapedValue(labelValue(scope) ?? '')}"`;
  return scopeVersion === '' ? name : `${name},otel_scope_version="${escapedValue(labelValue(scopeVersion) ?? '')}"`;
}

function joined(labels: string, scope: string): string {
  if (labels === '') return scope;
  return scope === '' ? labels : `${labels},${scope}`;
}

function reportUnread({ name }: MetricDescription, cause: unknown): void {
  report({
    key: 'export.collect',
    about: name,
    message: `${name}: its data points could not be read; what was not read yet is missing in this scrape; fix the error`,
    cause,
  });
}

import { type AttributeKinds, type Definition, type NamingPath, prometheusName } from '@portcall/metrics';
import { labelName } from '@portcall/metrics/internal';

/**
 * A query that is right for the kind of metric: a rate per second of what counts up, the 95th percentile of a histogram, the
 * sum of what goes up and down. It is split by the attributes whose values are known.
 *
 * @param path where the metric was named; labels are spelled as every path spells them that escapes
 */
export function exampleQuery(metric: Definition, path: NamingPath = 'underscore_suffixes'): string {
  const name = prometheusName(metric, path) ?? metric.name;
  const labels = closedLabels(metric.attributes);
  switch (metric.kind) {
    case 'counter':
      return aggregated('sum', labels, `rate(${name}[5m])`);
    case 'histogram':
      return metric.buckets === 'exponential'
        ? `histogram_quantile(0.95, ${aggregated('sum', labels, `rate(${name}[5m])`)})`
        : `histogram_quantile(0.95, ${aggregated('sum', ['le', ...labels], `rate(${name}_bucket[5m])`)})`;
    case 'upDownCounter':
      return aggregated('sum', labels, name);
    case 'gauge':
      return aggregated(gaugeOperator(metric), labels, name);
  }
}

function aggregated(operator: string, labels: readonly string[], inner: string): string {
  return `${operator}${labels.length === 0 ? '' : ` by (${labels.join(', ')}) `}(${inner})`;
}

/** A sum of ratios says nothing, and of what is said per process nobody knows whether it adds up. */
function gaugeOperator({ aggregate = 'perProcess' }: Definition): string {
  return aggregate === 'perProcess' ? 'max' : aggregate;
}

function closedLabels(attributes: AttributeKinds): readonly string[] {
  return Object.entries(attributes).flatMap(([key, { values }]) =>
    values === undefined ? [] : [labelName(key, 'specification') ?? key],
  );
}

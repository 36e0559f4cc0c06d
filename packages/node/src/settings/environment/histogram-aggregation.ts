import { oneOfNames, read, type Variable, variable } from '@portcall/core/internal';

export type HistogramAggregation = 'explicit_bucket_histogram' | 'base2_exponential_bucket_histogram';

/** @see https://opentelemetry.io/docs/specs/otel/metrics/sdk_exporters/otlp/#additional-environment-variable-configuration */
export const HISTOGRAM_AGGREGATION: Variable<HistogramAggregation> = variable({
  name: 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
  rule: oneOfNames<HistogramAggregation>(
    ['explicit_bucket_histogram', 'base2_exponential_bucket_histogram'],
    'aggregation',
  ),
  otherwise: 'explicit_bucket_histogram',
  by: 'OpenTelemetry, stable',
  does: 'Which buckets a histogram of a catalog has that declares no boundaries, for every exporter: values are added up once',
});

export function histogramAggregationFromEnvironment(): HistogramAggregation {
  return read(HISTOGRAM_AGGREGATION).value;
}

import type * as MetricsSdk from '@opentelemetry/sdk-metrics';
import { lazily } from '../lazily.js';

export type {
  IMetricReader,
  MeterProvider,
  MetricReader,
  ViewOptions,
} from '@opentelemetry/sdk-metrics';

/** @throws Error where it is not installed */
export function metricsSdk(): typeof MetricsSdk {
  return lazily('@opentelemetry/sdk-metrics', 'aggregation: "sdk", or an instrument of a library') as typeof MetricsSdk;
}

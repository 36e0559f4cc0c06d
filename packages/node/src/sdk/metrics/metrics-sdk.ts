import type * as MetricsSdk from '@opentelemetry/sdk-metrics';
import { lazily } from '../lazily.js';

export type {
  IMetricReader,
  MeterProvider,
  MetricReader,
  ViewOptions,
} from '@opentelemetry/sdk-metrics';

export function metricsSdk(): typeof MetricsSdk {
  return lazily('@opentelemetry/sdk-metrics') as typeof MetricsSdk;
}

import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { sendableList, sendableScope } from './sendable-span.js';
import { type Corrected, sendableAttributes, sendableText } from './sendable-value.js';

/** Told of a data point that cannot be sent: its metric, and its value. */
export type LeftOut = (metric: string, value: unknown) => void;

type Point = MetricData['dataPoints'][number];
type Histogram = { readonly sum?: number; readonly min?: number; readonly max?: number };

/**
 * Metrics as OTLP's JSON can carry them, without the data points whose number it cannot; the very same where it can as they
 * are. Of a histogram only the sum, the least and the greatest go, and the counts stay.
 *
 * @throws whatever reading them throws
 */
export function sendableMetrics(given: ResourceMetrics, corrected: Corrected, leftOut: LeftOut): ResourceMetrics {
  const scopeMetrics = sendableList(given.scopeMetrics, (ofScope) => {
    const scope = sendableScope(ofScope.scope, corrected);
    const metrics = sendableList(ofScope.metrics, (metric) => sendableMetric(metric, corrected, leftOut));
    return scope === ofScope.scope && metrics === ofScope.metrics ? ofScope : { ...ofScope, scope, metrics };
  });
  return scopeMetrics === given.scopeMetrics ? given : { ...given, scopeMetrics };
}

function sendableMetric(metric: MetricData, corrected: Corrected, leftOut: LeftOut): MetricData {
  const descriptor = sendableDescriptor(metric.descriptor, corrected);
  const dataPoints = sendableList<Point>(metric.dataPoints, (point) => {
    const value = sendableNumber(point.value, descriptor.valueType);
    if (value === undefined) {
      leftOut(descriptor.name, point.value);
      return undefined;
    }
    if (value !== point.value)
      corrected(`the sum, least or greatest of ${descriptor.name}`, (point.value as Histogram).sum);
    const attributes = sendableAttributes(point.attributes, corrected) as Point['attributes'];
    return value === point.value && attributes === point.attributes
      ? point
      : ({ ...point, value, attributes } as Point);
  });
  if (descriptor === metric.descriptor && dataPoints === metric.dataPoints) return metric;
  return { ...metric, descriptor, dataPoints } as MetricData;
}

function sendableDescriptor(given: MetricData['descriptor'], corrected: Corrected): MetricData['descriptor'] {
  const { name, description, unit } = given;
  const [goodName, goodDescription, goodUnit] = [textOf(name), textOf(description), textOf(unit)];
  if (goodName === name && goodDescription === description && goodUnit === unit) return given;
  corrected(
    `description of ${goodName}`,
    [name, description, unit].find((text) => textOf(text) !== text),
  );
  return { ...given, name: goodName, description: goodDescription, unit: goodUnit };
}

function textOf(text: unknown): string {
  return typeof text === 'string' ? sendableText(text) : '';
}

const INTEGER = 0; // OpenTelemetry's ValueType, as a number so that nothing is loaded for it

function sendableNumber(value: unknown, valueType: number): unknown {
  if (typeof value === 'object' && value !== null) return sendableHistogram(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return valueType === INTEGER && Math.abs(value) >= 2 ** 63 ? undefined : value;
}

function sendableHistogram<H extends Histogram>(histogram: H): H {
  const { sum, min, max } = histogram;
  if ([sum, min, max].every((value) => value === undefined || Number.isFinite(value))) return histogram;
  const { sum: _sum, min: _min, max: _max, ...counts } = histogram;
  return counts as H;
}

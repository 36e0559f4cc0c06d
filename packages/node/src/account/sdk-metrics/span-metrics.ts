import type { MetricPoints } from '@portcall/metrics';
import type { Delivering } from '../../end/delivering.js';
import type { OpenSpans } from '../../sdk/open-spans.js';
import type { SpanWaiting } from '../../sdk/span-waiting.js';
import { componentOf, failedBy } from './component.js';
import { counterOf, type Said, upDownCounterOf } from './points.js';

/** The spans that were begun, and those that have not ended. */
export function spanMetrics({ started, live }: OpenSpans, startTime: number): MetricPoints[] {
  const begun = started?.byKind ?? [];
  // Where nothing is traced there is nobody to count.
  if (begun.length === 0) return [];
  const liveBy = Object.entries(live).map(([result, value]) => ({ attributes: sampledAs(result), value }));
  return [
    ...counterOf(
      { name: 'otel.sdk.span.started', unit: '{span}', description: 'The spans that were begun, recorded or not.' },
      startTime,
      begun.map(({ result, origin, count: value }) => ({
        attributes: { ...sampledAs(result), 'otel.span.parent.origin': origin },
        value,
      })),
    ),
    ...upDownCounterOf(
      { name: 'otel.sdk.span.live', unit: '{span}', description: 'The recorded spans that have not ended yet.' },
      startTime,
      liveBy,
    ),
  ];
}

const sampledAs = (result: string) => ({ 'otel.span.sampling_result': result });

/** How finished spans wait for each exporter. */
export function processorMetrics(delivering: readonly Delivering[], startTime: number): MetricPoints[] {
  const processors = delivering.flatMap(({ exporter, waiting }) =>
    waiting === undefined ? [] : { attributes: componentOf('batching_span_processor', exporter), waiting },
  );
  const each = (of: (waiting: SpanWaiting) => number): Said<number>[] =>
    processors.map(({ attributes, waiting }) => ({ attributes, value: of(waiting) }));
  return [
    ...counterOf(
      {
        name: 'otel.sdk.processor.span.processed',
        unit: '{span}',
        description: 'The finished spans that were given to the exporter, or with error.type lost before.',
      },
      startTime,
      processors.flatMap(({ attributes, waiting }) => processedOf(attributes, waiting)),
    ),
    ...upDownCounterOf(
      {
        name: 'otel.sdk.processor.span.queue.size',
        unit: '{span}',
        description: 'The finished spans that wait to be given to the exporter.',
      },
      startTime,
      each(({ size }) => size),
    ),
    ...upDownCounterOf(
      {
        name: 'otel.sdk.processor.span.queue.capacity',
        unit: '{span}',
        description: 'The finished spans that may wait at most.',
      },
      startTime,
      each(({ capacity }) => capacity),
    ),
  ];
}

function processedOf(attributes: Said<number>['attributes'], waiting: SpanWaiting): Said<number>[] {
  const { processed, queueFull, alreadyShutdown } = waiting;
  return [['', processed] as const, ['queue_full', queueFull] as const, ['already_shutdown', alreadyShutdown] as const]
    .filter(([reason, count]) => reason === '' || count > 0)
    .map(([reason, value]) => ({ attributes: { ...attributes, ...failedBy(reason) }, value }));
}

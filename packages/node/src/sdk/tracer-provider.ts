import type { TracerProvider } from '@opentelemetry/api';
import type { SpansExport } from '@portcall/exporters';
import { FLUSH_TIMEOUT_MS } from '@portcall/exporters/internal';
import type { ReadableSpan, Resource, SpanExporter } from '@portcall/otel';
import { idsOf, PipelineTracerProvider, type SpanPipeline } from '@portcall/otel/internal';
import { deliver } from '../end/deadline.js';
import type { Delivering } from '../end/delivering.js';
import { samplerFrom } from '../settings/sampler.js';
import { spanBatchingFromEnvironment } from '../settings/span-batching.js';
import { spanLimitsFromEnvironment } from '../settings/span-limits.js';
import type { CheckedSpanParts } from '../settings/spans/span-parts.js';
import type { OpenSpans } from './open-spans.js';
import { SpanBatches } from './span-batches.js';
import { type ShownSpan, SpanProcessors } from './span-processors.js';
import { SpanQueue } from './span-queue.js';

/** What takes finished spans: of ours, or of OpenTelemetry's kind. */
export type NamedSpanExporter = { readonly name: string } & (
  | { readonly exporting: SpansExport }
  | { readonly exporter: SpanExporter }
);

export interface TracersParts extends CheckedSpanParts {
  readonly resource: Resource;
  readonly exporters: readonly NamedSpanExporter[];
  /** Is told of every span. */
  readonly open: OpenSpans;
}

/** A provider, and what its spans go through, for those of calls, which are made without a tracer. */
export interface Tracers {
  readonly provider: TracerProvider;
  /** What must be delivered, exporter by exporter and processor by processor. */
  readonly delivering: readonly Delivering[];
  pipeline(scope: string): SpanPipeline;
}

/**
 * A tracer provider over all span exporters, each with a queue of its own, and over the app's span processors. It honours
 * OTEL_TRACES_SAMPLER, OTEL_BSP_*, and the limits of spans.
 * @throws Error for an unknown sampler
 */
export function tracersOf({ resource, exporters, open, ...parts }: TracersParts): Tracers {
  const batching = spanBatchingFromEnvironment();
  const queues = exporters.map((one) =>
    'exporting' in one
      ? new SpanBatches(one.name, one.exporting, batching)
      : new SpanQueue(one.name, one.exporter, batching),
  );
  const processors = parts.spanProcessors.length === 0 ? undefined : new SpanProcessors(parts.spanProcessors);
  const chosen = samplerFrom(parts.sampler, { byTraceId: parts.idGenerator !== undefined });
  const common: Omit<SpanPipeline, 'scope'> = {
    ...chosen,
    sampler: open.started?.countedBy(chosen.sampler) ?? chosen.sampler,
    ...(parts.idGenerator === undefined ? {} : { ids: idsOf(parts.idGenerator) }),
    resource,
    limits: { ...spanLimitsFromEnvironment(), ...parts.spanLimits },
    ...toldOf(open, queues, processors),
  };
  const delivering = [...queues.map((queue) => queue.delivering), ...(processors?.delivering ?? [])];
  const delivered = async (verb: 'flush' | 'shutdown'): Promise<void> => {
    await deliver(verb, delivering, FLUSH_TIMEOUT_MS);
  };
  const provider = new PipelineTracerProvider((scope) => ({ ...common, scope }), {
    forceFlush: () => delivered('flush'),
    shutdown: () => delivered('shutdown'),
  });
  return { provider, delivering, pipeline: (name) => ({ ...common, scope: { name } }) };
}

type Told = Pick<SpanPipeline, 'isWatched' | 'onStart' | 'onEnding' | 'onEnd' | 'onDiscard'>;

/** Processors cost nothing where there are none. */
function toldOf(
  open: OpenSpans,
  queues: readonly (SpanBatches | SpanQueue)[],
  processors: SpanProcessors | undefined,
): Told {
  const queued: Told['onEnd'] = (span) => {
    open.onEnd(span);
    for (const queue of queues) {
      if (span.isSampled) queue.add(span as unknown as ReadableSpan);
      else queue.unsampled += 1;
    }
  };
  const onDiscard = (span: Parameters<Told['onEnd']>[0]): void => open.onEnd(span);
  if (processors === undefined) return { onStart: (span) => open.onStart(span), onEnd: queued, onDiscard };
  return {
    isWatched: true,
    onStart(span, parent) {
      open.onStart(span);
      processors.onStart(span as unknown as ShownSpan, parent);
    },
    onEnding: (span) => processors.onEnding(span as unknown as ShownSpan),
    onEnd(span) {
      processors.onEnd(span as unknown as ShownSpan);
      queued(span);
    },
    onDiscard,
  };
}

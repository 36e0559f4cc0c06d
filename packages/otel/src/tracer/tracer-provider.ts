import type { Tracer, TracerOptions, TracerProvider } from '@opentelemetry/api';
import type { SpanPipeline } from '../spans/span-pipeline.js';
import { PipelineTracer } from './tracer.js';

/** Of which code a span is: name and version of its package. */
export type Scope = SpanPipeline['scope'];

/** What a tracer provider is asked for beside tracers. Neither rejects. */
export interface SpansDelivery {
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Gives tracers whose spans go through one pipeline: one tracer for each name, version and schema URL. */
export class PipelineTracerProvider implements TracerProvider, SpansDelivery {
  private readonly tracers = new Map<string, Tracer>();

  constructor(
    private readonly pipelineOf: (scope: Scope) => SpanPipeline,
    private readonly delivery: SpansDelivery,
  ) {}

  getTracer(name: string, version?: string, options?: TracerOptions): Tracer {
    const schemaUrl = options?.schemaUrl;
    const key = `${name}@${version || ''}:${schemaUrl || ''}`;
    let tracer = this.tracers.get(key);
    if (tracer === undefined) {
      tracer = new PipelineTracer(this.pipelineOf(scopeOf(name, version, schemaUrl)));
      this.tracers.set(key, tracer);
    }
    return tracer;
  }

  forceFlush(): Promise<void> {
    return this.delivery.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.delivery.shutdown();
  }
}

function scopeOf(name: string, version: string | undefined, schemaUrl: string | undefined): Scope {
  return { name, ...(version === undefined ? {} : { version }), ...(schemaUrl === undefined ? {} : { schemaUrl }) };
}

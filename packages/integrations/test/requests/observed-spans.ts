import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { channels, type FamilyName } from '@portcall/integrations/channels';
import { type Store, store } from '@portcall/metrics';

export interface ObservedSpans {
  readonly metrics: Store;
  /** Those that have ended so far, and no more than once. */
  take(): readonly ReadableSpan[];
}

/** The families at work during the tests of this `describe`, with the tracer of OpenTelemetry's own SDK. */
export function observeSpans(only: readonly FamilyName[]): ObservedSpans {
  const exporter = new InMemorySpanExporter();
  const metrics = store();
  let end = (): void => {};
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
    end = channels({ only }).start({ backend: metrics });
  });
  afterAll(() => {
    end();
    context.disable();
    propagation.disable();
    trace.disable();
  });
  return {
    metrics,
    take() {
      const spans = exporter.getFinishedSpans();
      exporter.reset();
      return spans;
    },
  };
}

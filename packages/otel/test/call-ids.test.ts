import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { failOnProblems } from '@portcall/conformance';
import { callFields, startTracing, TraceLog, traced } from '@portcall/trace';
import { otelSpans } from '../src/index.js';

failOnProblems();

const call = traced('call', { type: 'query' }, () => callFields());

it('tells log lines and traces the ids of a span that somebody else’s tracer made', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const log = new TraceLog();
  using _ = startTracing({ sinks: [log], spans: otelSpans({ tracer: provider.getTracer('theirs') }) });
  const fields = call();
  const { traceId, spanId } = exporter.getFinishedSpans()[0]!.spanContext();
  expect(fields).toMatchObject({ trace_id: traceId, span_id: spanId });
  expect(log.recent()).toMatchObject([{ traceId, spanId }]);
});

it('tells none while there is no tracer', () => {
  const log = new TraceLog();
  using _ = startTracing({ sinks: [log], spans: otelSpans() });
  expect(Object.keys(call())).toEqual(['call_id', 'fn_name']);
  expect(log.recent()).toMatchObject([{ traceId: undefined, spanId: undefined }]);
});

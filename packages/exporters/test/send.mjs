import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { onProblem, problems } from '@portcall/core';
import { otlp } from '@portcall/exporters';
import { recorded } from './recorded.mjs';

// Sends one counter, as often as asked, and one span through otlp(); prints the problems there were. A process of its
// own, because OpenTelemetry's exporter imports dynamically, which a test runner's sandbox does not allow.
const { options, times } = JSON.parse(process.argv[2]);
onProblem(() => {});
const exporter = otlp(options);

const { orders, source } = recorded();
const metrics = exporter.metrics(source);
for (let i = 0; i < times; i += 1) {
  orders.add(1, { country: 'NO' });
  await metrics.flush();
}

const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter.spanExporter())] });
tracers.getTracer('t').startSpan('lookup').end();
await tracers.forceFlush().catch(() => {}); // the SDK's own way of saying that an export failed

console.log(JSON.stringify(problems()));
process.exit();

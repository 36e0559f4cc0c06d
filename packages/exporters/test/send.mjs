import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { onProblem, problems } from '@portcall/core';
import { otlp } from '@portcall/exporters';
import { recorded } from './recorded.mjs';

// Sends one counter, as often as asked, and one span through otlp(); prints the problems there were. A process of its
// own, because nothing of what is sent may be left behind in the one that tests.
const { options, times, flushMillis = 1_000, endMillis = 0 } = JSON.parse(process.argv[2]);
onProblem(() => {});
const exporter = otlp(options);

const { orders, source } = recorded();
const metrics = exporter.metrics(source);
for (let i = 0; i < times; i += 1) {
  orders.add(1, { country: 'NO' });
  await metrics.flush(flushMillis);
}
if (endMillis > 0) await metrics.shutdown(endMillis);

const spans = exporter.spans();
const taking = {
  onStart() {},
  onEnd(span) {
    spans.account.record(1);
    spans.take([span]);
  },
  forceFlush: async () => {},
  shutdown: async () => {},
};
new BasicTracerProvider({ spanProcessors: [taking] }).getTracer('t').startSpan('lookup').end();
await spans.flush(flushMillis);

console.log(JSON.stringify(problems()));
process.exit();

// Makes traces of two spans, with secrets in their attributes and events, of which some fail and three are slow.
import { setTimeout as sleep } from 'node:timers/promises';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { registerInstrumentation } from '@portcall/node';

const CALLS = Number(process.argv[2]);
const telemetry = registerInstrumentation({ serviceName: 'gateway', exporters: ['otlp'] });

async function order(number, { waitMs = 0 } = {}) {
  const span = telemetry.tracer.startSpan('order', {
    attributes: { number, 'user.password': 'canary', 'http.request.header.authorization': 'canary' },
  });
  span.setAttribute('note', 'order of ann@example.org with 4111 1111 1111 1111');
  const inner = telemetry.tracer.startSpan('charge', {}, trace.setSpan(context.active(), span));
  inner.addEvent('charged', { api_key: 'canary', to: 'bob@example.org' });
  if (waitMs > 0) await sleep(waitMs);
  inner.end();
  if (number % 10 === 3) span.setStatus({ code: SpanStatusCode.ERROR, message: 'no such bob@example.org' });
  span.end();
  return span.spanContext().traceId;
}

const failed = [];
const waiting = [1, 2, 4].map((number) => order(number, { waitMs: 700 }));
for (let number = 0; number < CALLS; number += 1) {
  const id = await order(number);
  if (number % 10 === 3) failed.push(id);
}
const slow = await Promise.all(waiting);
await telemetry.shutdown();
console.log(JSON.stringify({ failed, slow, ledger: telemetry.ledger }));

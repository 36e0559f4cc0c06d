// node estate.mjs MODULES SERVER
//
// Span processors of others, beside each other, and propagators from packages of their own: everything is sent to one server.
import { createRequire } from 'node:module';
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { none } from '@portcall/exporters';
import { registerInstrumentation } from '@portcall/node';
import { traced } from '@portcall/trace';

const [, , modules, server] = process.argv;
const theirs = createRequire(`${modules}/estate.cjs`);
const { LangfuseSpanProcessor } = theirs('@langfuse/otel');
const { JaegerPropagator } = theirs('@opentelemetry/propagator-jaeger');
const { AWSXRayPropagator } = theirs('@opentelemetry/propagator-aws-xray');
const { SentryPropagator, SentrySpanProcessor, setupEventContextTrace } = theirs('@sentry/opentelemetry');
const sentry = createRequire(theirs.resolve('@sentry/opentelemetry'))('@sentry/core');

const transport = (options) =>
  sentry.createTransport(options, async ({ body }) => {
    const answer = await fetch(`${server}/sentry`, { method: 'POST', body });
    return { statusCode: answer.status };
  });
const client = new sentry.ServerRuntimeClient({
  dsn: `${server.replace('//', '//key@')}/1`,
  integrations: [],
  transport,
  stackParser: () => [],
  tracesSampleRate: 1,
});
sentry.setCurrentClient(client);
client.init();
setupEventContextTrace(client);

const telemetry = registerInstrumentation({
  serviceName: 'shop',
  exporters: [none()],
  spanProcessors: [
    new LangfuseSpanProcessor({ publicKey: 'pk', secretKey: 'sk', baseUrl: server, shouldExportSpan: () => true }),
    new SentrySpanProcessor(),
  ],
  propagators: [new JaegerPropagator(), new AWSXRayPropagator(), new SentryPropagator()],
});
const carrier = {};
const pay = traced('pay', { type: 'action' }, async () => {
  trace
    .getTracer('lib')
    .startSpan('query', { attributes: { 'db.system.name': 'postgresql' } })
    .end();
});
await traced('place', { type: 'mutation' }, async () => {
  propagation.inject(context.active(), carrier);
  await pay();
})();
await telemetry.flush();
await client.flush(2_000);
const { traceId } = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, carrier)) ?? {};
console.log(JSON.stringify({ keys: Object.keys(carrier).sort(), traceId }));
await telemetry.shutdown();

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runApp } from './run-app.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';
const INCOMING = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`, baggage: 'user=7' };
const B3 = { b3: `${TRACE_ID}-${SPAN_ID}-1` };

/** Prints the headers with which a request that came in with `incoming` would go out. */
const passedOn = (options: string, incoming: object) => `
  const { context, propagation, trace } = await import('@opentelemetry/api');
  registerInstrumentation({ exporters: ['none'], ${options} });
  const outgoing = {};
  await context.with(propagation.extract(context.active(), ${JSON.stringify(incoming)}), async () => {
    await sleep(1);
    propagation.inject(context.active(), outgoing);
  });
  console.log(JSON.stringify(outgoing));
`;

async function sent(options: string, incoming: object, env: Record<string, string> = {}) {
  const { stdout, stderr } = await runApp(passedOn(options, incoming), { env }).exit;
  return { stderr, sent: JSON.parse(stdout) as unknown };
}

it.each<[string, string, object, Record<string, string>, object]>([
  ['trace and baggage of W3C where nothing is said', '', INCOMING, {}, INCOMING],
  [
    'what OTEL_PROPAGATORS names',
    '',
    INCOMING,
    { OTEL_PROPAGATORS: 'TraceContext, b3 ,b3' },
    { traceparent: INCOMING.traceparent, ...B3 },
  ],
  [
    'one form in another',
    '',
    B3,
    { OTEL_PROPAGATORS: 'b3multi' },
    { 'x-b3-traceid': TRACE_ID, 'x-b3-spanid': SPAN_ID, 'x-b3-sampled': '1' },
  ],
  ['nothing, for none', '', INCOMING, { OTEL_PROPAGATORS: 'none' }, {}],
  [
    'what the option names, whatever the variable says',
    `propagators: ['baggage']`,
    INCOMING,
    { OTEL_PROPAGATORS: 'b3' },
    { baggage: 'user=7' },
  ],
  ['nothing, for an empty option', 'propagators: []', INCOMING, {}, {}],
])('passes on %s', async (_, options, incoming, env, outgoing) => {
  expect(await sent(options, incoming, env)).toEqual({ stderr: '', sent: outgoing });
});

it("takes OpenTelemetry's own propagators as they are", async () => {
  const own = `propagators: [{
    inject: (context, carrier, setter) => setter.set(carrier, 'x-own', trace.getSpanContext(context).spanId),
    extract: (context, carrier, getter) => trace.setSpanContext(context, { traceId: '${TRACE_ID}', spanId: getter.get(carrier, 'x-own'), traceFlags: 1 }),
    fields: () => ['x-own'],
  }]`;
  expect(await sent(own, { 'x-own': SPAN_ID })).toEqual({ stderr: '', sent: { 'x-own': SPAN_ID } });
});

it('says which propagator of the environment there is not, and goes on with the others', async () => {
  const { stderr, sent: outgoing } = await sent('', INCOMING, { OTEL_PROPAGATORS: 'tracecontext,ottrace,jaeger' });
  expect(stderr).toBe(
    'portcall: OTEL_PROPAGATORS: "ottrace" is not a propagator; it is left out; use any of "tracecontext", "baggage", "b3", "b3multi", "jaeger", "xray", "none"\n' +
      'portcall: OTEL_PROPAGATORS: "jaeger" needs a package that cannot be loaded; it is left out; npm install @opentelemetry/propagator-jaeger\n',
  );
  expect(outgoing).toEqual({ traceparent: INCOMING.traceparent });
});

it('loads a propagator of a package from where the application has it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-propagator-'));
  const home = join(folder, 'node_modules/@opentelemetry/propagator-jaeger');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "name": "@opentelemetry/propagator-jaeger", "main": "index.js" }');
  writeFileSync(
    join(home, 'index.js'),
    `exports.JaegerPropagator = class {
      inject(context, carrier, setter) { setter.set(carrier, 'uber-trace-id', 'sent'); }
      extract(context) { return context; }
      fields() { return ['uber-trace-id']; }
    };`,
  );
  const app = `process.chdir(${JSON.stringify(folder)});\n${passedOn('', {})}`;
  const { stdout, stderr } = await runApp(app, { env: { OTEL_PROPAGATORS: 'jaeger' } }).exit;
  rmSync(folder, { recursive: true });
  expect({ stdout, stderr }).toEqual({ stdout: '{"uber-trace-id":"sent"}\n', stderr: '' });
});

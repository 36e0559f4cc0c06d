import { startFaultReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

const RECORD = `
  const { trace } = await import('@opentelemetry/api');
  telemetry.bind(catalog).open.add(1);
  telemetry.tracer.startSpan('work').end();
`;

/** What a receiver hears of a short program's resource, by metrics and by spans, and what the program prints. */
async function resourcesOf(options: string, env: Record<string, string> = {}) {
  await using receiver = await startFaultReceiver();
  const app = runApp(`const telemetry = registerInstrumentation({ ${options} });\n${RECORD}`, {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
  });
  const { stderr } = await app.exit;
  return { stderr, metrics: receiver.metrics()[0]?.resource, spans: receiver.spans()[0]?.resource };
}

const detector = (attributes: string) => `resourceDetectors: [{ detect: () => ({ attributes: ${attributes} }) }]`;

it("takes OpenTelemetry's own detectors, and sends nothing before what they find later", async () => {
  const later = `{ 'cloud.region': sleep(300).then(() => 'eu-1'), 'cloud.zones': ['a', 'b'], 'host.id': 'mine' }`;
  const { stderr, metrics, spans } = await resourcesOf(detector(later));
  expect(stderr).toBe('');
  const found = { 'cloud.region': 'eu-1', 'cloud.zones': ['a', 'b'], 'host.id': 'mine' };
  expect(metrics).toMatchObject(found);
  expect(spans).toMatchObject(found);
});

it("says of the host what OpenTelemetry's own detector does", async () => {
  const theirs = await resourcesOf(`resourceDetectors: [(await import('@opentelemetry/resources')).hostDetector]`);
  const ours = await resourcesOf(`resourceDetectors: ['host']`);
  const host = ({ metrics }: typeof ours) =>
    Object.fromEntries(Object.entries(metrics ?? {}).filter(([key]) => key.startsWith('host.')));
  expect(host(ours)).toEqual(host(theirs));
  expect(host(ours)).toHaveProperty(['host.arch']);
});

it('gives a span exporter of OpenTelemetry nothing before that either', async () => {
  const app = runApp(`
    const exporter = {
      name: 'mine',
      spanExporter: () => ({
        export([span], done) { console.log(span.resource.asyncAttributesPending, span.resource.attributes.region); done({ code: 0 }); },
        async shutdown() {},
      }),
    };
    const telemetry = registerInstrumentation({ exporters: [exporter], ${detector(`{ region: sleep(300).then(() => 'eu-1') }`)} });
    ${RECORD}
  `);
  expect(await app.exit).toMatchObject({ stdout: 'false eu-1\n', stderr: '' });
});

it('goes on without what is never found, and delivers everything all the same', async () => {
  const never = `{ region: new Promise(() => {}), zone: 'a' }`;
  const { stderr, metrics, spans } = await resourcesOf(`shutdownTimeoutMillis: 1_000, ${detector(never)}`);
  expect(stderr).toMatch(/^portcall: resource: "region" could not be detected within 500 ms; telemetry goes without;/);
  expect(metrics).toMatchObject({ zone: 'a', 'service.name': '@portcall/node' });
  expect(metrics).not.toHaveProperty('region');
  expect(spans).toEqual(metrics);
});

it.each<[string, string, Record<string, string>, Record<string, unknown>, readonly string[]]>([
  [
    'env, process and host where nothing is said',
    '',
    { OTEL_RESOURCE_ATTRIBUTES: 'team=a' },
    { team: 'a', 'host.name': expect.any(String), 'process.pid': expect.any(Number) },
    ['os.type'],
  ],
  [
    'what OTEL_NODE_RESOURCE_DETECTORS names',
    '',
    { OTEL_NODE_RESOURCE_DETECTORS: 'Env, os', OTEL_RESOURCE_ATTRIBUTES: 'team=a' },
    { team: 'a', 'os.type': process.platform },
    ['host.name', 'process.pid'],
  ],
  [
    'the service alone, for none',
    '',
    { OTEL_NODE_RESOURCE_DETECTORS: 'none', OTEL_RESOURCE_ATTRIBUTES: 'team=a', OTEL_SERVICE_NAME: 'shop' },
    { 'service.name': 'shop', 'service.instance.id': expect.any(String) },
    ['team', 'host.name'],
  ],
  [
    'the option rather than the variable',
    `resourceDetectors: ['process']`,
    { OTEL_NODE_RESOURCE_DETECTORS: 'all' },
    { 'process.pid': expect.any(Number) },
    ['os.type', 'host.name'],
  ],
  [
    'OTEL_RESOURCE_ATTRIBUTES rather than what is detected',
    '',
    { OTEL_RESOURCE_ATTRIBUTES: 'host.name=given' },
    { 'host.name': 'given' },
    [],
  ],
])('is made of %s', async (_, options, env, present, absent) => {
  const { stderr, metrics, spans } = await resourcesOf(options, env);
  expect(stderr).toBe('');
  expect(metrics).toMatchObject(present);
  expect(spans).toEqual(metrics);
  for (const key of absent) expect(metrics).not.toHaveProperty([key]);
});

it('says which detector there is not, and goes on with the others', async () => {
  const { stderr, metrics } = await resourcesOf('', { OTEL_NODE_RESOURCE_DETECTORS: 'aws,os' });
  expect(stderr).toMatch(/OTEL_NODE_RESOURCE_DETECTORS: .*"aws".*it is left out; use any of "env", "host"/);
  expect(metrics).toMatchObject({ 'os.type': process.platform });
});

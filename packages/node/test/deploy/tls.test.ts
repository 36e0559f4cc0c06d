import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  certificate,
  type DeployedCollector,
  describeWith,
  eventually,
  type JaegerServer,
  type PrometheusServer,
  runNode,
  startDeployedCollector,
  startDeployedJaeger,
  startPrometheus,
} from '@portcall/real-parts';
import { expectDelivered } from './expect-delivered.js';

const ITEMS = 200;

describeWith('engines', 'an agent that takes nothing but TLS with a certificate', () => {
  let folder: string;
  let jaeger: JaegerServer;
  let prometheus: PrometheusServer;
  let gateway: DeployedCollector;
  let agent: DeployedCollector;
  const file = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portcall-tls-'));
    for (const name of ['agent', 'app', 'stranger']) {
      const { cert, key } = certificate();
      writeFileSync(file(`${name}.pem`), cert);
      writeFileSync(file(`${name}.key`), key);
    }
    jaeger = await startDeployedJaeger();
    prometheus = await startPrometheus({
      part: 'prometheus-3',
      deployed: { file: 'otlp/UnderscoreEscapingWithSuffixes.yml' },
      flags: ['--web.enable-remote-write-receiver'],
    });
    gateway = await startDeployedCollector({
      files: ['gateway.yaml'],
      env: {
        TRACES_ENDPOINT: jaeger.grpc,
        REMOTE_WRITE_URL: `${prometheus.url}/api/v1/write`,
        KEPT_PERCENTAGE: '100',
        DECISION_WAIT: '1s',
      },
    });
    agent = await startDeployedCollector({
      files: ['agent.yaml', 'tls.yaml'],
      env: {
        GATEWAY_ENDPOINT: gateway.grpc,
        TLS_CERT_FILE: file('agent.pem'),
        TLS_KEY_FILE: file('agent.key'),
        CLIENT_CA_FILE: file('app.pem'),
      },
      tls: true,
    });
  }, 60_000);
  afterAll(async () => {
    await Promise.all([agent, gateway, prometheus, jaeger].map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const run = (service: string, env: Readonly<Record<string, string>>) =>
    runNode(join(__dirname, '../engines/delivered-items.mjs'), {
      args: [String(ITEMS)],
      env: { OTEL_SERVICE_NAME: service, OTEL_EXPORTER_OTLP_CERTIFICATE: file('agent.pem'), ...env },
      timeoutMs: 40_000,
    }).exit;

  const by = (name: string) => ({
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: file(`${name}.pem`),
    OTEL_EXPORTER_OTLP_CLIENT_KEY: file(`${name}.key`),
  });

  const addressOf = (protocol: string): string => (protocol === 'grpc' ? agent.grpcUrl : agent.url);

  it.each(['http/protobuf', 'http/json', 'grpc'])(
    'gets everything as %s, which goes on to Jaeger and Prometheus',
    async (protocol) => {
      const { code, stdout, stderr } = await run(protocol, {
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_ENDPOINT: addressOf(protocol),
        ...by('app'),
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expectDelivered(JSON.parse(stdout).ended);
      await prometheus.waitFor(`sum(delivered_items_total{job="${protocol}"}) == ${ITEMS}`);
      const count = async () => (await jaeger.traces(protocol)).length === ITEMS;
      await eventually(count, { timeoutMs: 20_000, everyMs: 250, what: `${ITEMS} traces` });
    },
    60_000,
  );

  it.each([
    ['http/protobuf', 'none', {}],
    ['http/protobuf', "a stranger's", 'stranger'],
    ['grpc', 'none', {}],
    ['grpc', "a stranger's", 'stranger'],
  ])(
    'takes nothing as %s where it is shown %s',
    async (protocol, _, who) => {
      const { code, stdout, stderr } = await run('nobody', {
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_ENDPOINT: addressOf(protocol),
        ...(typeof who === 'string' ? by(who) : who),
      });
      expect(code).toBe(0);
      // The connection may be closed before the reason has arrived.
      expect(stderr).toMatch(
        /metrics cannot be delivered to https:\/\/localhost\S+: (the receiver wants a certificate of this process|the connection was closed)/,
      );
      for (const { delivered, dropped, recorded } of JSON.parse(stdout).ended) {
        expect(delivered).toBe(0);
        expect(Object.values(dropped as Record<string, number>).reduce((sum, one) => sum + one, 0)).toBe(recorded);
      }
      expect(await jaeger.traces('nobody')).toEqual([]);
    },
    60_000,
  );
});

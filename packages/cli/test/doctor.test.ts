import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort, startFaultReceiver } from '@portcall/real-parts';
import { doctor, portcall, projectWith, SILENT } from './run-doctor.js';

describe('what variables switch off or spell wrongly', () => {
  it.each([
    [{ OTEL_SDK_DISABLED: 'TRUE' }, 'sdk.disabled', 1],
    [{ ...SILENT, OTEL_SDK_DISABLED: '1' }, 'sdk.disabled_unknown', 0],
    [{ ...SILENT, OTEL_TRACES_EXPORTER: 'none' }, 'exporter.none', 1],
    [{ ...SILENT, OTEL_METRICS_EXPORTER: 'console,jaeger' }, 'exporter.unknown', 1],
    [{ ...SILENT, OTEL_TRACES_EXPORTER: 'prometheus' }, 'exporter.no_spans', 1],
    [{ ...SILENT, OTEL_TRACES_SAMPLER: 'always_off' }, 'sampler.off', 1],
    [{ ...SILENT, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, 'sampler.off', 1],
    [{ ...SILENT, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: 'half' }, 'sampler.ratio', 1],
  ])('is found: %j', async (env, id, code) => expect(await doctor(env)).toMatchObject({ ids: [id], code }));

  it('is found in headers, certificates, protocols and endpoints too, and passed over as it is by exporters', async () => {
    await using receiver = await startFaultReceiver();
    const env = {
      OTEL_METRICS_EXPORTER: 'console',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'localhost:4318',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'thrift',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization: Bearer x,y=%',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/nowhere/ca.pem',
    };
    expect((await doctor(env)).ids).toEqual([
      'endpoint.not_a_url',
      'certificate.unreadable',
      'protocol.unknown',
      'headers.malformed',
    ]);
  });

  it('is nothing where nothing is set but what works', async () =>
    expect(await doctor(SILENT)).toEqual({ ids: [], findings: [], code: 0 }));
});

describe('what is installed', () => {
  const API = 'node_modules/@opentelemetry/api';

  it.each([
    ['one copy', { [API]: '1.9.1' }, []],
    ['no copy where there must be one', { 'node_modules/@portcall/node': '0.1.0' }, ['api.missing']],
    ['one that is too old', { [API]: '1.8.0' }, ['api.unsupported']],
    ['copies of one version', { [API]: '1.9.1', [`node_modules/a/${API}`]: '1.9.1' }, ['api.copies']],
    ['several versions', { [API]: '1.9.0', [`node_modules/@a/b/${API}`]: '1.9.1' }, ['api.versions']],
    [
      'several versions, as pnpm lays them out',
      { [`node_modules/.pnpm/a@1/${API}`]: '1.9.0', [`node_modules/.pnpm/b@1/${API}`]: '1.9.1' },
      ['api.versions'],
    ],
    [
      'packages of two releases of ours',
      { [API]: '1.9.1', 'node_modules/@portcall/core': '0.1.0', 'node_modules/@portcall/node': '0.2.0' },
      ['portcall.versions'],
    ],
  ])('is looked through: %s', async (_, packages, ids) => {
    using project = projectWith(packages);
    expect((await doctor(SILENT, project.folder)).ids).toEqual(ids);
  });

  it('is looked through above a workspace as well, and places are named', async () => {
    using project = projectWith({ [API]: '1.9.0', [`apps/shop/${API}`]: '1.9.1' });
    const { findings } = await doctor(SILENT, join(project.folder, 'apps/shop'));
    expect(findings[0]?.what).toContain(`1.9.1 in ${join(project.folder, 'apps/shop', API)}`);
  });
});

describe('the port for scrapes', () => {
  const scraped = { OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'prometheus' };

  it('is said to be taken, and by whom', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { ids, findings } = await doctor({ ...scraped, OTEL_EXPORTER_PROMETHEUS_PORT: String(port) });
    server.close();
    expect(ids).toEqual(['port.taken']);
    if (process.platform === 'linux') expect(findings[0]?.cause).toContain(`the process ${process.pid} (`);
  });

  it.each([
    ['a port that is free', {}, []],
    ['what is no port', { OTEL_EXPORTER_PROMETHEUS_PORT: 'http' }, ['port.none']],
    ['an address of somebody else', { OTEL_EXPORTER_PROMETHEUS_HOST: '192.0.2.1' }, ['port.no_address']],
  ])('is tried: %s', async (_, env, ids) => {
    const free = { OTEL_EXPORTER_PROMETHEUS_PORT: String(await freePort()) };
    expect((await doctor({ ...scraped, ...free, ...env })).ids).toEqual(ids);
  });
});

describe('the program', () => {
  it.each([
    [['--help'], 0],
    [['--version'], 0],
    [[], 2],
    [['doctors'], 2],
    [['doctor', 'me'], 2],
    [['doctor', '--loud'], 2],
    [['doctor', '--require', './nowhere.mjs'], 3],
    [['config'], 2],
    [['config', 'print', '--report'], 2],
    [['config', 'print'], 3],
  ])('ends as it says: %j', async (args, code) => {
    const ended = await portcall(args, { env: SILENT });
    expect(ended.code).toBe(code);
    expect([ended.stdout === '', ended.stderr === '']).toEqual(code === 0 ? [false, true] : [true, false]);
  });

  it('prints what it finds with cause and fix, and that it finds nothing', async () => {
    const off = await portcall(['doctor'], { env: { OTEL_SDK_DISABLED: 'true' } });
    expect(off.stdout).toBe(
      'loss: OTEL_SDK_DISABLED is true [sdk.disabled]\n' +
        '  cause: everything works and nothing is recorded or sent\n' +
        '  fix: unset OTEL_SDK_DISABLED\n',
    );
    const silent = await portcall(['doctor'], { env: SILENT });
    expect(silent.stdout).toBe('Nothing found that keeps telemetry from arriving.\n');
  });
});

describe('whatever is printed', () => {
  const CANARY = 'c4n4ry';
  const env = (url: string) => ({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${CANARY}://${CANARY}@${CANARY}`,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${CANARY},${CANARY}:x`,
  });

  it.each([[[]], [['--json']], [['--report']], [['--report', '--json']]])('holds no secret: %j', async (options) => {
    const server = createServer(({ headers }, response) => {
      response
        .writeHead(500, CANARY, { 'content-type': `text/${CANARY}; ${headers.authorization ?? ''}` })
        .end(headers.authorization);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://${CANARY}:${CANARY}@127.0.0.1:${port}/v1/traces?key=${CANARY}#${CANARY}`;
    const { stdout, stderr } = await portcall(['doctor', ...options], { env: env(url) });
    server.close();
    expect(stdout).toContain('endpoint.not_a_url');
    expect(stdout).toContain('endpoint.refuses');
    expect(stdout + stderr).not.toContain(CANARY);
  });

  it('moves no cursor of a terminal, whatever is installed', async () => {
    using project = projectWith({
      'node_modules/@opentelemetry/api': '1.9.0\u001b[2J',
      'node_modules/a/node_modules/@opentelemetry/api': '1.9.1\nloss: forged',
    });
    for (const options of [[], ['--report'], ['--json']]) {
      const { stdout } = await portcall(['doctor', ...options], { env: SILENT, cwd: project.folder });
      expect(stdout).toContain('api.versions');
      expect(stdout).not.toContain('\u001b');
      expect(stdout).not.toMatch(/^loss: forged/m);
    }
  });

  it('for an issue tracker names no host, no path of a URL, no folder of a user and not this machine', async () => {
    using project = projectWith({
      'node_modules/@opentelemetry/api': '1.9.0',
      'node_modules/a/node_modules/@opentelemetry/api': '1.9.1',
    });
    const { stdout } = await portcall(['doctor', '--report'], {
      env: {
        HOME: join(tmpdir(), '..', 'home/somebody'),
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://tenant.invalid:4318/otlp/tenant-key',
        OTEL_EXPORTER_OTLP_CERTIFICATE: '/home/somebody/ca.pem',
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'unix:/somebody',
      },
      cwd: project.folder,
    });
    expect(stdout).toContain('endpoint.name_not_found');
    expect(stdout).toContain('https://<host>:4318');
    expect(stdout).toContain('OTEL_EXPORTER_OTLP_CERTIFICATE');
    expect(stdout).toContain('@opentelemetry/api 1.9.0, @opentelemetry/api 1.9.1');
    for (const secret of ['tenant', 'somebody', project.folder, hostname(), homedir(), `/${userInfo().username}/`]) {
      expect(stdout).not.toContain(secret);
    }
  });
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import type { CountedProblem } from '@portcall/core';
import type { OtlpOptions } from '@portcall/exporters';
import { runNode } from '@portcall/real-parts';

/** A receiver that wants a certificate of an authority of ours, and has one of its own from it. */
describe('a receiver that wants a certificate', () => {
  let folder: string;
  let server: Server;
  let url: string;
  let taken: (readonly [path: string | undefined, from: string])[] = [];
  const file = (name: string): string => join(folder, name);
  const text = (name: string): string => readFileSync(file(name), 'utf8');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portcall-mtls-'));
    makeAuthority(folder);
    for (const name of ['receiver', 'app']) makeCertificate(folder, name);
    const asking = { ca: text('ca.pem'), requestCert: true, rejectUnauthorized: true };
    server = createServer({ ...asking, key: text('receiver.key'), cert: text('receiver.pem') }, (request, response) => {
      const { socket } = request;
      taken.push([
        request.url,
        socket instanceof TLSSocket ? String(socket.getPeerCertificate().subject.CN) : 'nobody',
      ]);
      request.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://localhost:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    taken = [];
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  const both = [
    ['/v1/metrics', 'app'],
    ['/v1/traces', 'app'],
  ];

  it('is shown the one that the environment names', async () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_CERTIFICATE: file('ca.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: file('app.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_KEY: file('app.key'),
    };
    expect(await send({}, env)).toEqual([]);
    expect(taken).toEqual(both);
  });

  it('is shown the one of the option, before that of the environment', async () => {
    const tls = { ca: text('ca.pem'), cert: text('app.pem'), key: text('app.key') };
    const env = { OTEL_EXPORTER_OTLP_CERTIFICATE: file('app.pem') };
    expect(await send({ url, tls }, env)).toEqual([]);
    expect(taken).toEqual(both);
  });

  it('takes of a signal what its own variables let it', async () => {
    const env = {
      OTEL_EXPORTER_OTLP_CERTIFICATE: file('ca.pem'),
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: file('app.pem'),
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: file('app.key'),
    };
    const problems = await send({ url }, env);
    expect(problems.map(({ key }) => key)).toEqual(['export.failing']);
    expect(taken).toEqual([['/v1/traces', 'app']]);
  });

  it('is sent nothing where the key cannot be read, which is said without it', async () => {
    const env = {
      OTEL_EXPORTER_OTLP_CERTIFICATE: file('ca.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: file('app.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_KEY: file('canary.key'),
    };
    const problems = await send({ url }, env);
    expect(problems[0]?.message).toMatch(/^OTEL_EXPORTER_OTLP_CLIENT_KEY: the file cannot be read \(ENOENT\)/);
    expect(JSON.stringify(problems)).not.toContain('canary');
    expect(taken).toEqual([]);
  });
});

async function send(options: OtlpOptions, env: Readonly<Record<string, string>>): Promise<readonly CountedProblem[]> {
  const args = [JSON.stringify({ options: { timeoutMillis: 2_000, ...options }, times: 1 })];
  const { stdout, stderr } = await runNode(join(__dirname, 'send.mjs'), { args, env }).exit;
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

function makeAuthority(folder: string): void {
  openssl(folder, [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-subj', '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.pem'],
  ]);
}

function makeCertificate(folder: string, name: string): void {
  openssl(folder, [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-CA', 'ca.pem', '-CAkey', 'ca.key', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost'],
    ...['-addext', 'basicConstraints=critical,CA:FALSE', '-keyout', `${name}.key`, '-out', `${name}.pem`],
  ]);
}

function openssl(cwd: string, args: readonly string[]): void {
  execFileSync('openssl', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CountedProblem } from '@portcall/core';
import type { OtlpOptions } from '@portcall/exporters';
import { certificate, describeWith, runNode } from '@portcall/real-parts';

describeWith('openssl', 'a receiver that wants a certificate', () => {
  let folder: string;
  let server: Server;
  let url: string;
  let taken: (string | undefined)[] = [];
  const file = (name: string): string => join(folder, name);
  const text = (name: string): string => readFileSync(file(name), 'utf8');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portcall-mtls-'));
    const [receiver, app] = [certificate(), certificate()];
    writeFileSync(file('receiver.pem'), receiver.cert);
    writeFileSync(file('app.pem'), app.cert);
    writeFileSync(file('app.key'), app.key);
    const asking = { ca: app.cert, requestCert: true, rejectUnauthorized: true };
    server = createServer({ ...asking, ...receiver }, (request, response) => {
      taken.push(request.url);
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

  const both = ['/v1/metrics', '/v1/traces'];

  it('is shown the one that the environment names', async () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_CERTIFICATE: file('receiver.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: file('app.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_KEY: file('app.key'),
    };
    expect(await send({}, env)).toEqual([]);
    expect(taken).toEqual(both);
  });

  it('is shown the one of the option, before that of the environment', async () => {
    const tls = { ca: text('receiver.pem'), cert: text('app.pem'), key: text('app.key') };
    const env = { OTEL_EXPORTER_OTLP_CERTIFICATE: file('app.pem') };
    expect(await send({ url, tls }, env)).toEqual([]);
    expect(taken).toEqual(both);
  });

  it('takes of a signal what its own variables let it', async () => {
    const env = {
      OTEL_EXPORTER_OTLP_CERTIFICATE: file('receiver.pem'),
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: file('app.pem'),
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: file('app.key'),
    };
    const problems = await send({ url }, env);
    expect(problems.map(({ key }) => key)).toEqual(['export.failing']);
    // The connection may be closed before the reason has arrived.
    expect(problems[0]?.message).toMatch(/wants a certificate of this process|was closed without an answer/);
    expect(taken).toEqual(['/v1/traces']);
  });

  it('is sent nothing where the key cannot be read, which is said without it', async () => {
    const env = {
      OTEL_EXPORTER_OTLP_CERTIFICATE: file('receiver.pem'),
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

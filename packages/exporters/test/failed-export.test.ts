import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { CountedProblem } from '@portcall/core';
import type { OtlpOptions } from '@portcall/exporters';
import { freePort, runNode, startFaultReceiver, startGrpcFaultReceiver } from '@portcall/real-parts';

let servers: (Server | HttpServer)[] = [];
afterEach(() => {
  for (const server of servers) {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  }
  servers = [];
});

async function listening<S extends Server | HttpServer>(server: S, port = 0): Promise<{ readonly host: string }> {
  servers.push(server);
  server.listen(port, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const receiver = (listener: RequestListener) => listening(createServer(listener));

async function send(options: OtlpOptions, env: Readonly<Record<string, string>> = {}) {
  const args = [JSON.stringify({ options: { timeoutMillis: 500, ...options }, times: 1 })];
  const { stdout, stderr } = await runNode(join(__dirname, 'send.mjs'), { args, env }).exit;
  expect(stderr).toBe('');
  const problems = JSON.parse(stdout) as readonly CountedProblem[];
  const messageAbout = (what: string): string => problems.find(({ about }) => about?.startsWith(what))?.message ?? '';
  return { problems, metrics: messageAbout('metrics to'), spans: messageAbout('spans to') };
}

describe('an export that fails', () => {
  it('names the URL and the status for metrics and for spans, and what becomes of them', async () => {
    await using faulty = await startFaultReceiver({ kind: 'status', status: 400 });
    const { url } = faulty;
    expect((await send({ url })).problems).toEqual([
      {
        key: 'export.refused',
        about: `metrics to ${url}/v1/metrics`,
        message:
          `metrics to ${url}/v1/metrics: data points are lost because it answered 400 (Bad Request); sums are ` +
          "cumulative, and the next export that is taken carries them; the receiver's own log says why",
        count: 1,
      },
      {
        key: 'export.refused',
        about: `spans to ${url}/v1/traces`,
        message:
          `spans to ${url}/v1/traces: spans are lost because it answered 400 (Bad Request); ` +
          "the receiver's own log says why",
        count: 1,
      },
    ]);
  });

  it.each([429, 502, 503, 504])('names the status %d of what is sent again', async (status) => {
    await using faulty = await startFaultReceiver({ kind: 'status', status });
    const { metrics, spans } = await send({ url: faulty.url });
    expect([metrics, spans]).toEqual([
      expect.stringContaining(`it answered ${status} (`),
      expect.stringContaining(`it answered ${status} (`),
    ]);
  });

  it.each<[number, RegExp]>([
    [301, /it answered 301 .*; redirects are not followed; write the address it redirects to in otlp\(\{ url \}\)/],
    [401, /it answered 401 \(Unauthorized\).*; check the key in otlp\(\{ headers \}\)/],
    [
      404,
      /it answered 404 \(Not Found\).*; check that this is an OTLP receiver, which takes metrics at \/v1\/metrics; correct otlp/,
    ],
    [413, /it answered 413 \(Payload Too Large\).*; raise the size of a request/],
    [415, /it answered 415 \(Unsupported Media Type\).*; set OTEL_EXPORTER_OTLP_PROTOCOL to what/],
  ])('says what to do about %d', async (status, message) => {
    await using faulty = await startFaultReceiver({ kind: 'status', status });
    expect((await send({ url: faulty.url })).metrics).toMatch(message);
  });
});

describe('an export over gRPC that fails', () => {
  it.each<[number, RegExp]>([
    [14, /it answered UNAVAILABLE \(no\); they are kept and sent again; the receiver's own log says why$/],
    [16, /it answered UNAUTHENTICATED \(no\).*; check the key in otlp\(\{ headers \}\)/],
    [12, /it answered UNIMPLEMENTED \(no\).*, which takes metrics over gRPC; correct otlp\(\{ url \}\)/],
    [8, /it answered RESOURCE_EXHAUSTED \(no\).*; raise its limits/],
    [99, /it answered 99 \(no\)/],
  ])('names the status %d, and says what to do about it', async (status, message) => {
    await using faulty = await startGrpcFaultReceiver({ kind: 'status', status, message: 'no' });
    expect((await send({ url: faulty.url, protocol: 'grpc' })).metrics).toMatch(message);
  });

  it('is told of the port for gRPC where HTTP/1 is answered', async () => {
    const { host } = await receiver((_, response) => response.writeHead(400).end('no'));
    const { metrics } = await send({ url: `http://${host}`, protocol: 'grpc' });
    expect(metrics).toMatch(
      /HTTP\/2, as gRPC does; .*; give the receiver's port for gRPC in otlp\(\{ url \}\), which is 4317/,
    );
  });

  it('is not sent to another port because 4317 is the one of gRPC', async () => {
    const { metrics } = await send({ url: 'http://127.0.0.1:4317', protocol: 'grpc' });
    expect(metrics).not.toMatch(/4318|over HTTP/);
  });
});

describe('what is wrong with a URL is recognised:', () => {
  it('a misspelt host', async () => {
    const { metrics, spans } = await send({ url: 'http://colector.invalid:4318' });
    const message =
      /the host "colector\.invalid" is unknown \((ENOTFOUND|EAI_AGAIN)\).*; check its spelling in otlp\(\{ url \}\)/;
    expect([metrics, spans]).toEqual([expect.stringMatching(message), expect.stringMatching(message)]);
  });

  it('a misspelt host in the environment', async () => {
    const { metrics } = await send({}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://colector.invalid:4318' });
    expect(metrics).toMatch(
      /the host "colector\.invalid" is unknown.*; check its spelling in OTEL_EXPORTER_OTLP_ENDPOINT/,
    );
  });

  it('nobody who listens', async () => {
    const port = await freePort();
    const { metrics } = await send({ url: `http://127.0.0.1:${port}` });
    expect(metrics).toMatch(
      /nothing listens on 127\.0\.0\.1:\d+ \(ECONNREFUSED\).*; start the receiver, or correct otlp/,
    );
  });

  it('nobody who listens on any address of localhost', async () => {
    const { metrics } = await send({ url: `http://localhost:${await freePort()}` });
    expect(metrics).toMatch(/nothing listens on localhost:\d+ \(ECONNREFUSED\)/);
  });

  it('https:// to a receiver without TLS', async () => {
    await using faulty = await startFaultReceiver();
    const { metrics, spans } = await send({ url: faulty.url.replace('http:', 'https:') });
    const message = /the receiver does not speak TLS.*; write http:\/\/ instead of https:\/\/ in otlp\(\{ url \}\)/;
    expect([metrics, spans]).toEqual([expect.stringMatching(message), expect.stringMatching(message)]);
  });

  it('http:// to a receiver that wants TLS', async () => {
    // As Go's server answers, which collectors are built on.
    const { host } = await receiver((_, response) =>
      response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n'),
    );
    expect((await send({ url: `http://${host}` })).metrics).toMatch(
      /it answered 400 \(Bad Request: Client sent an HTTP request to an HTTPS server\.\).*; write https:\/\/ instead of http/,
    );
  });

  it('a doubled /v1/traces', async () => {
    await using faulty = await startFaultReceiver({ kind: 'status', status: 404 });
    const { spans, metrics } = await send({}, { OTEL_EXPORTER_OTLP_ENDPOINT: `${faulty.url}/base/v1/traces` });
    const fix = `; write OTEL_EXPORTER_OTLP_ENDPOINT without /v1/…, which is appended: ${faulty.url}/base`;
    expect(spans.endsWith(fix)).toBe(true);
    expect(metrics.endsWith(fix)).toBe(true);
  });

  it('a doubled /v1/traces in a signal’s own endpoint, to which nothing is appended', async () => {
    await using faulty = await startFaultReceiver({ kind: 'status', status: 404 });
    const { spans } = await send({}, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${faulty.url}/v1/traces/v1/traces` });
    expect(spans).toMatch(/; write \/v1\/traces once in OTEL_EXPORTER_OTLP_TRACES_ENDPOINT$/);
  });

  it('a signal’s own endpoint without its path', async () => {
    await using faulty = await startFaultReceiver({ kind: 'status', status: 404 });
    const { spans } = await send({}, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: faulty.url });
    expect(spans).toMatch(/which takes traces at \/v1\/traces; correct OTEL_EXPORTER_OTLP_TRACES_ENDPOINT$/);
  });

  it('the port of gRPC', async () => {
    // A gRPC server speaks HTTP/2 only: it answers with a frame of settings, or closes the connection.
    const { host } = await listening(
      createTcpServer((socket) =>
        socket.on('error', () => {}).once('data', () => socket.end(Buffer.from('000000040000000000', 'hex'))),
      ),
    );
    expect((await send({ url: `http://${host}` })).metrics).toMatch(
      /what was answered is not HTTP \(HPE_.*\).*; give the receiver's port for OTLP over HTTP.* 4317 is for gRPC/,
    );
    // Nothing need listen there for its number to be known.
    expect((await send({ url: 'http://127.0.0.1:4317' })).spans).toMatch(
      /; use port 4318 in otlp\(\{ url \}\): 4317 is the port of OTLP over gRPC, and this is OTLP over HTTP$/,
    );
  });

  it('a connection that is closed without an answer', async () => {
    await using faulty = await startFaultReceiver({ kind: 'close' });
    expect((await send({ url: faulty.url })).metrics).toMatch(
      /the connection was closed without an answer \(ECONNRESET\)/,
    );
  });

  it('no answer at all', async () => {
    await using faulty = await startFaultReceiver({ kind: 'hang' });
    expect((await send({ url: faulty.url })).spans).toMatch(
      /no answer came in time; they are kept and sent again; check that the receiver is up/,
    );
  });
});

describe('a receiver with TLS', () => {
  // Made with `openssl req -x509 -newkey ec -nodes -days 36500`, for localhost.
  const pem = (name: string) => join(__dirname, 'tls', `${name}.pem`);
  const secure = async (): Promise<string> => {
    const [key, cert] = [readFileSync(pem('key')), readFileSync(pem('certificate'))];
    const { host } = await listening(
      createHttpsServer({ key, cert }, (request, response) => {
        request.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
      }),
    );
    return host;
  };
  const trusting = { OTEL_EXPORTER_OTLP_CERTIFICATE: pem('certificate') };

  it('takes what is sent where the environment names its authority', async () => {
    const { port } = new URL(`https://${await secure()}`);
    expect((await send({ url: `https://localhost:${port}` }, trusting)).problems).toEqual([]);
  });

  it('whose certificate nobody vouches for is recognised', async () => {
    const { metrics } = await send({ url: `https://${await secure()}` });
    expect(metrics).toMatch(
      /certificate is not trusted \(.*\).*; name the file of its authority in OTEL_EXPORTER_OTLP_CERT/,
    );
  });

  it('whose certificate is for another host is recognised', async () => {
    const { spans } = await send({ url: `https://${await secure()}` }, trusting);
    expect(spans).toMatch(
      /certificate is for another host \(ERR_TLS_.*\).*; write the host as the certificate does in otlp/,
    );
  });
});

describe('what a receiver says', () => {
  const nasty = '\u001b[31mred\u001b[0m\nportcall: forged\r\nline\u202e';

  it('is printed as one line without control characters where it refuses', async () => {
    const { host } = await receiver((_, response) => response.writeHead(400).end(nasty));
    const { problems } = await send({ url: `http://${host}` });
    expect(problems).toHaveLength(2);
    for (const { message } of problems) {
      expect(message).toContain('(Bad Request: [31mred [0m portcall: forged line)');
      expect(message).not.toMatch(/\p{C}/u);
    }
  });

  it('is printed so where it takes a part', async () => {
    await using faulty = await startFaultReceiver({ kind: 'partial', rejected: 3, message: nasty });
    const { problems } = await send({ url: faulty.url });
    expect(problems.map(({ message }) => message.replace(/ to \S+:/, ' to …:'))).toEqual([
      'metrics to …: the receiver rejected 1 data points ([31mred [0m portcall: forged line); they are lost; correct what it names',
      'spans to …: the receiver rejected 1 spans ([31mred [0m portcall: forged line); they are lost; correct what it names',
    ]);
  });

  it('is printed so where it stands behind the status', async () => {
    const { host } = await listening(
      createTcpServer((socket) =>
        socket
          .on('error', () => {})
          .once('data', () => socket.end('HTTP/1.1 400 \u001b[31mred\r\ncontent-length: 0\r\n\r\n')),
      ),
    );
    expect((await send({ url: `http://${host}` })).spans).toContain('it answered 400 ([31mred); ');
  });

  it('is short', async () => {
    const { host } = await receiver((_, response) => response.writeHead(400).end('x'.repeat(100_000)));
    expect((await send({ url: `http://${host}` })).metrics.length).toBeLessThan(500);
  });

  it('does not bring back what it was sent as a secret', async () => {
    const { host } = await receiver(({ headers, url }, response) =>
      response.writeHead(403).end(`${headers['authorization']} ${headers['x-key']} ${url}`),
    );
    const { problems } = await send({
      url: `http://user:canary-1@${host}/?key=canary-2`,
      headers: { 'x-key': 'canary-3' },
    });
    expect(problems).toHaveLength(2);
    expect(JSON.stringify(problems)).not.toMatch(/canary|dXNlcjpjYW5hcnk/);
    expect(problems[0]?.message).toContain('it answered 403 (Forbidden: … … /v1/metrics…)');
  });
});

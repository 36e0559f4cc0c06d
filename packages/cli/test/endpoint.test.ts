import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createNetServer, type Server } from 'node:net';
import { describeWith, freePort, startCollector, startFaultReceiver, startOtlpReceiver } from '@portcall/real-parts';
import { doctor, hasOpenssl, selfSigned } from './run-doctor.js';

const to = (url: string, more: Readonly<Record<string, string>> = {}) =>
  doctor({ OTEL_EXPORTER_OTLP_ENDPOINT: url, ...more });
const GRPC = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
const JSON_PROTOCOL = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };

/** A server that is none of OTLP, for as long as `use` runs. */
async function beside<T>(server: Server, use: (port: number) => Promise<T>): Promise<T> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

const answering = <T>(listener: RequestListener, use: (port: number) => Promise<T>) =>
  beside(createServer(listener), use);

describeWith('rotel', 'with a real receiver', () => {
  it.each([
    ['protobuf', {}],
    ['JSON', JSON_PROTOCOL],
  ])('the doctor finds nothing that is sent to its HTTP port as %s', async (_, protocol) => {
    await using receiver = await startOtlpReceiver();
    expect(await to(receiver.url, protocol)).toEqual({ ids: [], findings: [], code: 0 });
    expect([receiver.spans(), receiver.metrics()]).toEqual([[], []]);
  });

  it('the doctor finds nothing that is sent to its gRPC port by gRPC', async () => {
    await using receiver = await startOtlpReceiver();
    expect(await to(receiver.grpcUrl, GRPC)).toEqual({ ids: [], findings: [], code: 0 });
    const plain = { ...GRPC, OTEL_EXPORTER_OTLP_INSECURE: 'true' };
    expect(await to(new URL(receiver.grpcUrl).host, plain)).toEqual({ ids: [], findings: [], code: 0 });
    expect((await to(new URL(receiver.grpcUrl).host, GRPC)).code).toBe(1);
  });

  it('the doctor tells the two ports apart', async () => {
    await using receiver = await startOtlpReceiver();
    expect(await to(receiver.grpcUrl)).toMatchObject({ ids: ['endpoint.grpc_port'], code: 1 });
    const { ids, code } = await to(receiver.url, GRPC);
    expect([new Set(ids), code]).toEqual([new Set(['endpoint.http_port']), 1]);
  });
});

describeWith('collector', 'with a Collector', () => {
  it('the doctor finds nothing', async () => {
    await using collector = await startCollector();
    expect(await to(collector.url)).toEqual({ ids: [], findings: [], code: 0 });
    expect(await to(collector.url, JSON_PROTOCOL)).toEqual({ ids: [], findings: [], code: 0 });
  });

  it('the doctor finds a path that is appended twice', async () => {
    await using collector = await startCollector();
    const { ids, findings } = await to(`${collector.url}/v1/traces`);
    expect(new Set(ids)).toEqual(new Set(['endpoint.path_twice', 'endpoint.wrong_path']));
    expect(findings.find(({ id }) => id === 'endpoint.path_twice')?.fix).toBe(`write ${collector.url}`);
  });
});

describe('with nobody who takes OTLP, the doctor says', () => {
  it('that nothing listens there', async () => {
    const { ids, findings, code } = await to(`http://127.0.0.1:${await freePort()}`);
    expect([ids, code]).toEqual([['endpoint.refused'], 1]);
    expect(findings[0]?.what).toContain('ECONNREFUSED');
  });

  it('that the name has no address', async () =>
    expect((await to('http://nobody.invalid:4318')).ids).toEqual(['endpoint.name_not_found']));

  it('that nobody answers', () =>
    beside(createNetServer(), async (port) => {
      expect((await to(`http://127.0.0.1:${port}`)).ids).toEqual(['endpoint.timeout']);
      expect((await to(`http://127.0.0.1:${port}`, GRPC)).ids).toEqual(['endpoint.timeout']);
    }));

  it('that what is there closes the connection', () =>
    beside(
      createNetServer((socket) => socket.destroy()),
      async (port) => expect((await to(`http://127.0.0.1:${port}`)).ids).toEqual(['endpoint.closes']),
    ));

  it.each([
    ['a page', 200, 'text/html', '<!doctype html>', 'endpoint.not_otlp'],
    ['a page without its type', 200, '', '<html>', 'endpoint.not_otlp'],
    ['a word', 200, 'text/plain', 'ok', 'endpoint.not_otlp'],
    ['a place for others', 404, 'text/plain', 'not found', 'endpoint.wrong_path'],
    ['one that wants a key', 401, '', '', 'endpoint.unauthorized'],
    ['one that forbids', 403, '', '', 'endpoint.unauthorized'],
    ['another address', 308, '', '', 'endpoint.redirects'],
    ['another encoding', 415, '', '', 'endpoint.protocol_refused'],
    ['a port of nginx for TLS', 400, 'text/html', 'The plain HTTP request was sent to HTTPS port', 'endpoint.tls_port'],
    ['one that is busy', 503, '', '', 'endpoint.busy'],
    ['one that fails', 500, 'text/plain', 'oops', 'endpoint.refuses'],
  ])('that %s is there (%d %s)', (_what, status, type, body, id) =>
    answering(
      (_, response) => {
        response.writeHead(status, type === '' ? {} : { 'content-type': type }).end(body);
      },
      async (port) => expect(new Set((await to(`http://127.0.0.1:${port}`)).ids)).toEqual(new Set([id])),
    ),
  );

  it('nothing of a receiver of OTLP that is busy but that it may be so', async () => {
    await using receiver = await startFaultReceiver({ kind: 'status', status: 429 });
    const { findings, code } = await to(receiver.url);
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['warning']));
    expect(code).toBe(0);
  });
});

describe('with a server of HTTP/1.1 alone', () => {
  it('the doctor says that it speaks no gRPC, once for both signals', () =>
    answering(
      (_, response) => void response.end(),
      async (port) => expect((await to(`http://127.0.0.1:${port}`, GRPC)).ids).toEqual(['endpoint.http_port']),
    ));
});

describe('with a server of gRPC', () => {
  it.each([
    [0, undefined],
    [16, 'endpoint.unauthorized'],
    [7, 'endpoint.unauthorized'],
    [12, 'endpoint.wrong_service'],
    [14, 'endpoint.busy'],
    [3, 'endpoint.refuses'],
  ])('the doctor reads its status %d', (status, id) => {
    const server = createHttp2Server();
    server.on('stream', (stream) => {
      stream.respond({ 'content-type': 'application/grpc', 'grpc-status': String(status) }, { endStream: true });
    });
    return beside(server, async (port) =>
      expect(new Set((await to(`http://127.0.0.1:${port}`, GRPC)).ids)).toEqual(new Set(id === undefined ? [] : [id])),
    );
  });
});

describe('with a receiver that wants a key', () => {
  it('the doctor sends what the variables hold, the own ones of a signal first', () =>
    answering(
      ({ headers, url }, response) => {
        const right = url === '/v1/traces' ? 'of traces' : 'of all';
        response.writeHead(headers.authorization === `Bearer ${right}` ? 200 : 401).end();
      },
      async (port) => {
        const keys = {
          OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20of%20all',
          OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'Authorization=Bearer%20of%20traces',
        };
        expect((await to(`http://127.0.0.1:${port}`, keys)).ids).toEqual([]);
      },
    ));
});

describe('with a clock that is wrong', () => {
  it.each([
    [-3_600_000, 'ahead of', '3600 s'],
    [120_000, 'behind', '120 s'],
  ])('the doctor says so: by %d ms', (skew, which, by) =>
    answering(
      (_, response) => {
        response.writeHead(200, { date: new Date(Date.now() + skew).toUTCString() }).end();
      },
      async (port) => {
        const { ids, findings, code } = await to(`http://127.0.0.1:${port}`);
        expect([ids, code]).toEqual([['clock.skew'], 0]);
        expect(findings[0]?.what).toContain(which);
        expect(Number(/(\d+) s /.exec(findings[0]?.what ?? '')?.[1])).toBeCloseTo(Number.parseInt(by, 10), -1);
      },
    ),
  );
});

(hasOpenssl ? describe : describe.skip)('with TLS', () => {
  const taking: RequestListener = (_, response) => void response.writeHead(200).end();

  it('the doctor tells a certificate nobody trusts, and takes the one that is named', async () => {
    using certificate = selfSigned('localhost');
    await beside(createTlsServer(certificate, taking), async (port) => {
      const url = `https://localhost:${port}`;
      expect((await to(url)).ids).toEqual(['endpoint.untrusted']);
      expect((await to(url, { OTEL_EXPORTER_OTLP_CERTIFICATE: certificate.path })).ids).toEqual([]);
    });
  });

  it('the doctor tells a certificate of another name', async () => {
    using certificate = selfSigned('other.example');
    await beside(createTlsServer(certificate, taking), async (port) => {
      const named = { OTEL_EXPORTER_OTLP_CERTIFICATE: certificate.path };
      expect((await to(`https://localhost:${port}`, named)).ids).toEqual(['endpoint.certificate_name']);
    });
  });

  it('the doctor tells http:// at a port for TLS, and https:// at one that is plain', async () => {
    using certificate = selfSigned('localhost');
    await beside(createTlsServer(certificate, taking), async (port) =>
      expect((await to(`http://localhost:${port}`)).ids).toEqual(['endpoint.tls_port']),
    );
    await answering(taking, async (port) =>
      expect((await to(`https://localhost:${port}`)).ids).toEqual(['endpoint.plain_port']),
    );
  });
});

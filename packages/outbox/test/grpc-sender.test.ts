import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import {
  type Certificate,
  certificate,
  describeWith,
  eventually,
  freePort,
  type GrpcBehaviour,
  type GrpcFaultReceiver,
  runNode,
  startGrpcFaultReceiver,
  startTlsGrpcFaultReceiver,
} from '@portcall/real-parts';
import { type Answer, type GrpcSenderOptions, grpcSender, type Sender } from '../src/index.js';
import { metricRequest, traceRequest } from './otlp-messages.js';

const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const METRICS = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
const SPAN = traceRequest('lookup');
const PATIENT = { timeoutMillis: 10_000 };
const HASTY = { timeoutMillis: 300 };
const NOT_SENT = { kind: 'not-now', mayHaveArrived: false, wasReset: false };
const DELIVERED = { kind: 'delivered', rejected: 0, message: '' };

let senders: Sender[] = [];
let servers: Server[] = [];
afterEach(() => {
  for (const sender of senders) sender.close();
  for (const server of servers) server.close();
  senders = [];
  servers = [];
});

function senderTo(url: string, options: Partial<GrpcSenderOptions> = {}): Sender {
  const sender = grpcSender({ url: new URL(url), path: TRACES, ...options });
  senders.push(sender);
  return sender;
}

async function answerTo(behaviour: GrpcBehaviour, options: Partial<GrpcSenderOptions> = {}, how = PATIENT) {
  await using receiver = await startGrpcFaultReceiver(behaviour);
  return await senderTo(receiver.url, options).send(SPAN, how);
}

const manyMegabytes = (): Buffer => traceRequest(...Array.from({ length: 30 }, () => 'x'.repeat(1_000_000)));

const failureOf = (answer: Answer) => ('failure' in answer ? answer.failure : undefined);

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a sender over gRPC delivers', () => {
  it.each(['none', 'gzip'] as const)('spans and metrics as protobuf, compressed: %s', async (compression) => {
    await using receiver = await startGrpcFaultReceiver();
    const traces = senderTo(receiver.url, { compression });
    const metrics = senderTo(receiver.url, { compression, path: METRICS });
    expect(await traces.send(SPAN, PATIENT)).toEqual(DELIVERED);
    expect(await metrics.send(metricRequest('jobs', 3n), PATIENT)).toEqual(DELIVERED);
    expect(receiver.spans()).toMatchObject([{ name: 'lookup' }]);
    expect(receiver.metrics()).toMatchObject([{ name: 'jobs', value: 3 }]);
    expect(receiver.calls().map(({ headers }) => headers['grpc-encoding'])).toEqual(
      compression === 'gzip' ? ['gzip', 'gzip'] : [undefined, undefined],
    );
  });

  it('one request after the other, and several at once, over one connection', async () => {
    await using receiver = await startGrpcFaultReceiver();
    const sender = senderTo(receiver.url);
    for (let i = 0; i < 3; i += 1) expect(await sender.send(SPAN, PATIENT)).toEqual(DELIVERED);
    const together = await Promise.all(Array.from({ length: 10 }, () => sender.send(SPAN, PATIENT)));
    expect(together).toEqual(Array(10).fill(DELIVERED));
    expect(receiver.spans()).toHaveLength(13);
    expect(receiver.connections()).toBe(1);
  });

  it('a request of many megabytes', async () => {
    await using receiver = await startGrpcFaultReceiver();
    expect(await senderTo(receiver.url).send(manyMegabytes(), PATIENT)).toEqual(DELIVERED);
    expect(receiver.spans()).toHaveLength(30);
  });

  it('with the headers of a call of gRPC, and those of the app', async () => {
    await using receiver = await startGrpcFaultReceiver();
    const headers = { 'X-Key': 'one', Authorization: 'Bearer two', 'grpc-timeout': '1S', connection: 'close', te: 'x' };
    const sender = senderTo(receiver.url, { headers: { ...headers, ':path': '/other', 'proxy-connection': 'x' } });
    expect(await sender.send(SPAN, PATIENT)).toEqual(DELIVERED);
    expect(receiver.calls()[0]).toMatchObject({
      path: TRACES,
      headers: {
        ':method': 'POST',
        'content-type': 'application/grpc',
        te: 'trailers',
        'x-key': 'one',
        authorization: 'Bearer two',
        'user-agent': expect.stringMatching(/^OTel-OTLP-Exporter-/),
        'grpc-timeout': expect.stringMatching(/^\d{4,5}m$/),
      },
    });
  });

  it('with user and password of the URL', async () => {
    await using receiver = await startGrpcFaultReceiver();
    await senderTo(receiver.url.replace('//', '//us%20er:pass@')).send(SPAN, PATIENT);
    const { headers } = receiver.calls()[0]!;
    expect(headers.authorization).toBe(`Basic ${Buffer.from('us er:pass').toString('base64')}`);
  });
});

describe('an answer of success', () => {
  const readAnswer = (body: Uint8Array, contentType: string) => ({
    rejected: body.length,
    message: `${contentType} ${Buffer.from(body).toString('latin1').slice(6)}`,
  });

  it.each([false, true])('is read for what was rejected, compressed: %p', async (isCompressed) => {
    const answer = await answerTo({ kind: 'partial', rejected: 3, message: 'too old', isCompressed }, { readAnswer });
    expect(answer).toEqual({ kind: 'delivered', rejected: 13, message: 'application/x-protobuf too old' });
  });

  it('is one although nobody can read its message', async () => {
    expect(await answerTo({ kind: 'garbage' }, { readAnswer })).toEqual(DELIVERED);
  });

  it('is one although its message is longer than anybody reads', async () => {
    expect(await answerTo({ kind: 'huge', bytes: 16 << 20 })).toEqual(DELIVERED);
  });
});

describe('a status of gRPC says what to do:', () => {
  it.each([false, true])('another time, whether it stands alone or in trailers (alone: %p)', async (isTrailersOnly) => {
    const answer = await answerTo({ kind: 'status', status: 14, message: 'full', isTrailersOnly });
    expect(answer).toEqual({
      kind: 'not-now',
      failure: { code: '', status: 14, said: 'full' },
      mayHaveArrived: false,
      wasReset: false,
    });
  });

  it.each([
    [1, true],
    [4, true],
    [10, false],
    [11, false],
    [14, false],
    [15, false],
  ])('status %i is for another time, and the request may have arrived: %p', async (status, mayHaveArrived) => {
    const answer = await answerTo({ kind: 'status', status });
    expect(answer).toMatchObject({ kind: 'not-now', failure: { code: '', status }, mayHaveArrived, wasReset: false });
    expect(answer).not.toHaveProperty('retryAfterMillis');
  });

  it.each([2, 5, 6, 7, 8, 9, 12, 13, 16, 99])('status %i is for good', async (status) => {
    expect(await answerTo({ kind: 'status', status })).toMatchObject({
      kind: 'refused',
      failure: { code: '', status },
      mayHalve: false,
    });
  });

  it.each(['', 'abc', '-0', '0x0'])('"%s", which is none, is for good', async (status) => {
    const headers = { 'content-type': 'application/grpc', 'grpc-status': status };
    const answer = await answerTo({ kind: 'http', status: 200, headers });
    expect(answer).toMatchObject({ kind: 'refused', failure: { status: 2 }, mayHalve: false });
  });

  it.each([
    [3, 'a span without an id'],
    [13, 'grpc: error unmarshalling request: proto: illegal wireType 7'],
    [13, 'Error deserializing request: index out of range'],
    [13, 'failed to decode Protobuf message: invalid tag value: 0'],
    [8, 'grpc: received message larger than max (5000000 vs. 4194304)'],
    [8, 'gRPC message exceeds maximum size 4194304: 5000000'],
    [11, 'Error, decoded message length too large: found 5000000 bytes, the limit is: 4194304 bytes'],
  ])('status %i may be halved where it says "%s"', async (status, message) => {
    const answer = await answerTo({ kind: 'status', status, message });
    expect(answer).toMatchObject({ kind: 'refused', failure: { status, said: message }, mayHalve: true });
  });

  it('one that comes before the message is read is one too', async () => {
    await using receiver = await startGrpcFaultReceiver({
      kind: 'refuse-unread',
      status: 8,
      message: 'message too large',
    });
    const answer = await senderTo(receiver.url).send(manyMegabytes(), PATIENT);
    expect(answer).toMatchObject({ kind: 'refused', failure: { status: 8 }, mayHalve: true });
  });

  it.each([
    [8, 1_500, 1_500],
    [14, 0, 0],
    [14, 2_000, 2_000],
    [14, 1e12, 300_000],
  ])('status %i with a delay of %p ms in its RetryInfo is for then', async (status, retryDelayMillis, wait) => {
    const answer = await answerTo({ kind: 'status', status, retryDelayMillis });
    expect(answer).toMatchObject({ kind: 'not-now', retryAfterMillis: wait });
  });

  it('what is exhausted is for good where its details say nothing of a delay', async () => {
    for (const details of ['', '!!!', 'AAAA', Buffer.from('garbage').toString('base64'), 'GgA'])
      expect(await answerTo({ kind: 'status', status: 8, details })).toMatchObject({
        kind: 'refused',
        mayHalve: false,
      });
  });

  it.each([
    ['caf%C3%A9 %E4%b8%AD%2', 'café 中%2'],
    ['100% sure', '100% sure'],
    [`POST ${TRACES} gzip trailers`, `POST ${TRACES} gzip trailers`],
    ['%FF', '\ufffd'],
  ])('its message "%s" is decoded', async (message, said) => {
    expect(failureOf(await answerTo({ kind: 'status', status: 9, message }))?.said).toBe(said);
  });
});

describe('an answer of somebody who is not a receiver', () => {
  it.each([
    [400, 13],
    [401, 16],
    [403, 7],
    [404, 12],
    [301, 2],
    [500, 2],
  ])('is for good with status %i of HTTP', async (http, status) => {
    const answer = await answerTo({ kind: 'http', status: http, body: 'no' });
    expect(answer).toMatchObject({
      kind: 'refused',
      failure: { code: '', status, said: `HTTP ${http}: no` },
      mayHalve: false,
    });
  });

  it.each([
    [429, false],
    [502, true],
    [503, false],
    [504, true],
  ])('is for another time with status %i of HTTP', async (http, mayHaveArrived) => {
    const answer = await answerTo({ kind: 'http', status: http, headers: { 'retry-after': '7' } });
    expect(answer).toMatchObject({ kind: 'not-now', failure: { status: 14 }, retryAfterMillis: 7_000, mayHaveArrived });
  });

  it('is none where a page is answered with success', async () => {
    const page = {
      kind: 'http',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<p>log in</p>',
    } as const;
    expect(await answerTo(page)).toMatchObject({
      kind: 'refused',
      failure: { code: 'NOT_OTLP', said: 'HTTP 200: <p>log in</p>' },
    });
  });

  it('goes by its status of gRPC where it has one', async () => {
    const headers = { 'content-type': 'application/grpc', 'grpc-status': '16' };
    expect(await answerTo({ kind: 'http', status: 503, headers })).toMatchObject({
      kind: 'refused',
      failure: { status: 16 },
    });
  });
});

describe('a connection', () => {
  it.each<GrpcBehaviour>([{ kind: 'hang' }, { kind: 'drip', everyMs: 20 }])(
    'that gives no whole answer in time ($kind) may have delivered',
    async (behaviour) => {
      expect(await answerTo(behaviour, {}, HASTY)).toMatchObject({
        kind: 'not-now',
        failure: { code: 'TIMEOUT', status: undefined },
        mayHaveArrived: true,
        wasReset: false,
      });
    },
  );

  it('that says nothing is not used again, and what is under way on it goes on', async () => {
    await using receiver = await startGrpcFaultReceiver(
      { kind: 'slow', afterMs: 700 },
      { kind: 'hang' },
      { kind: 'accept' },
    );
    const sender = senderTo(receiver.url);
    const slow = sender.send(SPAN, PATIENT);
    await eventually(() => receiver.calls().length === 1, { what: 'the first call' });
    expect(await sender.send(SPAN, HASTY)).toMatchObject({ failure: { code: 'TIMEOUT' } });
    expect(await sender.send(SPAN, PATIENT)).toEqual(DELIVERED);
    expect(await slow).toEqual(DELIVERED);
    expect(receiver.connections()).toBe(2);
  });

  it('that is closed without an answer may have delivered, and the next one does', async () => {
    await using receiver = await startGrpcFaultReceiver({ kind: 'close' }, { kind: 'accept' });
    const sender = senderTo(receiver.url);
    expect(await sender.send(SPAN, PATIENT)).toMatchObject({
      kind: 'not-now',
      failure: { code: 'ECONNRESET', said: 'the connection was closed without an answer' },
      mayHaveArrived: true,
      wasReset: true,
    });
    expect(await sender.send(SPAN, PATIENT)).toEqual(DELIVERED);
  });

  it('that was closed while it was idle is made anew', async () => {
    await using receiver = await startGrpcFaultReceiver({ kind: 'close-after' });
    const sender = senderTo(receiver.url);
    for (let i = 0; i < 3; i += 1) {
      expect(await sender.send(SPAN, PATIENT)).toEqual(DELIVERED);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(receiver.connections()).toBe(3);
  });

  it('that was idle is left alone where a fresh one is wanted', async () => {
    await using receiver = await startGrpcFaultReceiver();
    const sender = senderTo(receiver.url);
    await sender.send(SPAN, PATIENT);
    await Promise.all([1, 2, 3].map(() => sender.send(SPAN, { ...PATIENT, freshConnection: true })));
    expect(receiver.spans()).toHaveLength(4);
    expect(receiver.connections()).toBe(2);
  });

  it('that goes away has not taken the call, and the next one is delivered over another', async () => {
    await using receiver = await startGrpcFaultReceiver({ kind: 'accept' }, { kind: 'go-away' }, { kind: 'accept' });
    const sender = senderTo(receiver.url);
    expect(await sender.send(SPAN, PATIENT)).toEqual(DELIVERED);
    const answer = await sender.send(SPAN, PATIENT);
    expect(answer).toMatchObject({ kind: 'not-now', mayHaveArrived: false, wasReset: true });
    expect(await sender.send(SPAN, PATIENT)).toEqual(DELIVERED);
    expect(receiver.connections()).toBe(2);
  });

  it('that goes away answers what it has taken', async () => {
    await using receiver = await startGrpcFaultReceiver({ kind: 'accept-and-go-away' });
    const sender = senderTo(receiver.url);
    for (let i = 0; i < 3; i += 1) expect(await sender.send(SPAN, PATIENT)).toEqual(DELIVERED);
    expect(receiver.spans()).toHaveLength(3);
  });

  it.each([
    [7, false, true],
    [2, true, false],
    [8, true, false],
    [11, true, false],
  ])('whose stream is reset with code %i is for another time', async (code, mayHaveArrived, wasReset) => {
    expect(await answerTo({ kind: 'reset-stream', code })).toMatchObject({ kind: 'not-now', mayHaveArrived, wasReset });
  });

  it('that ends an answer without a status may have delivered', async () => {
    expect(await answerTo({ kind: 'without-status' })).toMatchObject({
      kind: 'not-now',
      failure: { code: 'NOT_OTLP', said: 'the answer ended without a status' },
      mayHaveArrived: true,
      wasReset: false,
    });
  });

  it('to a receiver that was killed and came back delivers', async () => {
    await using receiver = await startGrpcFaultReceiver();
    const sender = senderTo(receiver.url);
    expect(await sender.send(SPAN, PATIENT)).toEqual(DELIVERED);
    await receiver.down();
    expect(await sender.send(SPAN, PATIENT)).toMatchObject({ kind: 'not-now' });
    expect(await sender.send(SPAN, PATIENT)).toMatchObject({ failure: { code: 'ECONNREFUSED' } });
    await receiver.up();
    expect(await sender.send(SPAN, PATIENT)).toEqual(DELIVERED);
  });
});

describe('nothing was delivered where', () => {
  it('nothing listens', async () => {
    const answer = await senderTo(`http://127.0.0.1:${await freePort()}`).send(SPAN, PATIENT);
    expect(answer).toMatchObject({ ...NOT_SENT, failure: { code: 'ECONNREFUSED', status: undefined } });
    expect(failureOf(answer)?.said).toMatch(/^connect ECONNREFUSED/);
  });

  it('nobody knows the host', async () => {
    const answer = await senderTo('http://no-such-host.invalid:4317').send(SPAN, PATIENT);
    expect(answer).toMatchObject(NOT_SENT);
    expect(failureOf(answer)?.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  });

  it('somebody answers by HTTP/1', async () => {
    const host = await listening(createHttpServer((_, response) => response.end()));
    const answer = await senderTo(`http://${host}`).send(SPAN, PATIENT);
    expect(answer).toMatchObject({ ...NOT_SENT, failure: { code: 'NOT_HTTP2' } });
    expect(failureOf(answer)?.said).toBe('what answers does not speak HTTP/2, as gRPC does');
  });

  it('somebody answers in no protocol at all', async () => {
    const host = await listening(
      createTcpServer((socket) =>
        socket.on('error', () => {}).once('data', () => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
      ),
    );
    expect(await senderTo(`http://${host}`).send(SPAN, PATIENT)).toMatchObject({
      ...NOT_SENT,
      failure: { code: 'NOT_HTTP2' },
    });
  });

  it('TLS is spoken to a receiver without it', async () => {
    await using receiver = await startGrpcFaultReceiver();
    const answer = await senderTo(receiver.url.replace('http', 'https')).send(SPAN, PATIENT);
    expect(answer).toMatchObject({ ...NOT_SENT, failure: { code: 'ERR_SSL_WRONG_VERSION_NUMBER' } });
  });

  it('a header cannot be sent, which is for good', async () => {
    await using receiver = await startGrpcFaultReceiver();
    const sender = senderTo(receiver.url, { headers: { 'x-key': 'canary\n4711' } });
    const answer = await sender.send(SPAN, PATIENT);
    expect(answer).toMatchObject({ kind: 'refused', failure: { status: undefined }, mayHalve: false });
    expect(JSON.stringify(answer)).not.toContain('canary');
    expect(receiver.calls()).toEqual([]);
  });

  it('the URL is not one of HTTP', () => {
    expect(() => senderTo('ftp://127.0.0.1')).toThrow('grpcSender({ url }): the protocol ftp: is not one');
  });
});

describeWith('openssl', 'a receiver with TLS', () => {
  let own: Certificate;
  let app: Certificate;
  beforeAll(() => {
    own = certificate();
    app = certificate();
  });

  it('takes what comes from those who trust it', async () => {
    await using receiver = await startTlsGrpcFaultReceiver(own);
    expect(await senderTo(receiver.url, { tls: { ca: own.cert } }).send(SPAN, PATIENT)).toEqual(DELIVERED);
  });

  it('that wants a certificate is shown it', async () => {
    await using receiver = await startTlsGrpcFaultReceiver({ ...own, ca: app.cert });
    const sender = senderTo(receiver.url, { tls: { ca: own.cert, ...app } });
    expect(await sender.send(SPAN, PATIENT)).toEqual(DELIVERED);
    const without = await senderTo(receiver.url, { tls: { ca: own.cert } }).send(SPAN, PATIENT);
    expect(without).toMatchObject({ kind: 'not-now' });
    expect(receiver.spans()).toHaveLength(1);
  });

  it('that is not trusted is sent nothing', async () => {
    await using receiver = await startTlsGrpcFaultReceiver(own);
    const answer = await senderTo(receiver.url).send(SPAN, PATIENT);
    expect(answer).toMatchObject(NOT_SENT);
    expect(failureOf(answer)?.code).toMatch(/CERT|SIGNATURE/);
  });

  it('takes nothing that comes without it', async () => {
    await using receiver = await startTlsGrpcFaultReceiver(own);
    const answer = await senderTo(receiver.url.replace('https', 'http')).send(SPAN, PATIENT);
    expect(answer).toMatchObject({ kind: 'not-now', failure: { code: 'ECONNRESET' } });
    expect(receiver.spans()).toEqual([]);
  });

  it('that speaks HTTP/1 is sent nothing', async () => {
    const host = await listening(createHttpsServer(own, (_, response) => response.end()));
    const answer = await senderTo(`https://${host}`, { tls: { ca: own.cert } }).send(SPAN, PATIENT);
    expect(answer).toMatchObject({ ...NOT_SENT, failure: { code: 'NOT_HTTP2' } });
  });
});

it('gives what is under way an answer when it is closed, and what comes later', async () => {
  await using receiver = await startGrpcFaultReceiver({ kind: 'hang' });
  const sender = senderTo(receiver.url);
  const underWay = sender.send(SPAN, PATIENT);
  await eventually(() => receiver.calls().length === 1, { what: 'a call' });
  sender.close();
  expect(await underWay).toMatchObject({ kind: 'not-now', failure: { code: 'CLOSED' }, mayHaveArrived: true });
  expect(await sender.send(SPAN, PATIENT)).toMatchObject({ failure: { code: 'CLOSED' }, mayHaveArrived: false });
});

it('loads nothing before it is used, and lets a process end that has nothing else to do', async () => {
  await using receiver = await startGrpcFaultReceiver();
  const env = { RECEIVER: receiver.url };
  const { stdout, stderr, code } = await runNode(join(__dirname, 'sends-over-grpc.mjs'), { env }).exit;
  expect([stdout.trim(), stderr, code]).toEqual(['loaded before: false, after: true, delivered, delivered', '', 0]);
});

describe('what is secret', () => {
  const SECRET = 'canary-4711';

  async function answerWithSecrets(receiver: Pick<GrpcFaultReceiver, 'url'>): Promise<string> {
    const readAnswer = (body: Uint8Array) => ({ rejected: 1, message: Buffer.from(body).toString() });
    const sender = senderTo(receiver.url.replace('//', `//${SECRET}:${SECRET}@`), {
      headers: { 'x-key': SECRET, authorization: `Bearer ${SECRET}` },
      readAnswer,
    });
    return JSON.stringify(await sender.send(SPAN, HASTY));
  }

  it.each<GrpcBehaviour>([
    { kind: 'status', status: 16, message: `Bearer ${SECRET} is unknown` },
    { kind: 'status', status: 14, message: SECRET },
    { kind: 'http', status: 401, body: SECRET },
    { kind: 'http', status: 200, headers: { 'content-type': 'text/html' }, body: SECRET },
    { kind: 'partial', rejected: 1, message: SECRET },
    { kind: 'hang' },
    { kind: 'close' },
  ])('is not said, though a receiver says it ($kind)', async (behaviour) => {
    await using receiver = await startGrpcFaultReceiver(behaviour);
    expect(await answerWithSecrets(receiver)).not.toContain(SECRET);
  });

  it('is not said where nothing listens', async () => {
    expect(await answerWithSecrets({ url: `http://127.0.0.1:${await freePort()}` })).not.toContain(SECRET);
  });
});

import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { OtlpPoint, OtlpSpan } from '../otlp-data.js';
import { decodeMetrics, decodeSpans } from '../otlp-decode.js';
import { act } from './grpc-acts.js';
import type { GrpcBehaviour } from './grpc-behaviour.js';

export interface GrpcCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Of the message as it came, compressed or not. */
  readonly bytes: number;
}

export interface GrpcTls {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
  /** Authorities of clients, which must show a certificate then. */
  readonly ca?: string | Buffer;
}

/** An OTLP/gRPC receiver that can misbehave. A message that it cannot read gets INVALID_ARGUMENT, however it behaves. */
export interface GrpcFaultReceiver extends AsyncDisposable {
  readonly url: string;
  /** How it behaves from now on. Several: one call each, and the last for all that follow. */
  behave(...behaviours: readonly [GrpcBehaviour, ...GrpcBehaviour[]]): void;
  /** Every call whose message arrived, whatever was answered. */
  calls(): readonly GrpcCall[];
  /** Data points and spans of the calls that were accepted. */
  metrics(): readonly OtlpPoint[];
  spans(): readonly OtlpSpan[];
  /** How many connections were made. */
  connections(): number;
  /** Stops listening and closes every connection, as a killed receiver does. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
}

export async function startGrpcFaultReceiver(...first: readonly GrpcBehaviour[]): Promise<GrpcFaultReceiver> {
  return start(first, undefined);
}

/** The same over TLS. */
export async function startTlsGrpcFaultReceiver(
  tls: GrpcTls,
  ...first: readonly GrpcBehaviour[]
): Promise<GrpcFaultReceiver> {
  return start(first, tls);
}

async function start(first: readonly GrpcBehaviour[], tls: GrpcTls | undefined): Promise<GrpcFaultReceiver> {
  let behaviours: readonly GrpcBehaviour[] = first.length > 0 ? first : [{ kind: 'accept' }];
  const received = new ReceivedCalls();
  const port = new Http2Port(tls, (stream, headers) => {
    const [behaviour, ...others] = behaviours as readonly [GrpcBehaviour, ...GrpcBehaviour[]];
    if (others.length > 0) behaviours = others;
    received.take(behaviour, stream, headers).catch(() => stream.close());
  });
  await port.up();
  return {
    url: port.url,
    behave: (...wanted) => {
      behaviours = wanted;
    },
    calls: () => [...received.calls],
    metrics: () => [...received.points],
    spans: () => [...received.spans],
    connections: () => port.connections,
    down: () => port.down(),
    up: () => port.up(),
    [Symbol.asyncDispose]: () => port.down(),
  };
}

/** A port that speaks HTTP/2, and can be closed and opened again. */
class Http2Port {
  connections = 0;
  private port = 0;
  private server: Http2Server | undefined;
  private readonly sessions = new Set<ServerHttp2Session>();

  constructor(
    private readonly tls: GrpcTls | undefined,
    private readonly take: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  ) {}

  get url(): string {
    return `${this.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`;
  }

  async up(): Promise<void> {
    if (this.server !== undefined) return;
    const server: Http2Server =
      this.tls === undefined
        ? createServer()
        : createSecureServer({ ...this.tls, requestCert: this.tls.ca !== undefined });
    this.server = server;
    // Only a client that went away makes these fail, and that is the client's affair.
    server.on('sessionError', () => {}).on('session', (session) => this.hold(session));
    server.on('stream', (stream, headers) => {
      stream.on('error', () => {});
      this.take(stream, headers);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    const stopping = this.server;
    if (stopping === undefined) return;
    this.server = undefined;
    const closed = new Promise<void>((resolve) => {
      stopping.close(() => resolve());
    });
    for (const session of this.sessions) session.destroy();
    await closed;
  }

  private hold(session: ServerHttp2Session): void {
    this.connections += 1;
    this.sessions.add(session);
    session.once('close', () => this.sessions.delete(session));
  }
}

/** What a receiver was sent. */
class ReceivedCalls {
  readonly calls: GrpcCall[] = [];
  readonly points: OtlpPoint[] = [];
  readonly spans: OtlpSpan[] = [];

  async take(behaviour: GrpcBehaviour, stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    if (behaviour.kind === 'refuse-unread') return act(behaviour, { stream, accept: () => {} });
    const body = await bodyOf(stream);
    const path = headers[':path'] ?? '';
    this.calls.push({ path, headers, bytes: body.length - 5 });
    try {
      const message = messageOf(body, headers['grpc-encoding']);
      const points = path.endsWith('MetricsService/Export') ? decodeMetrics(message, 'application/x-protobuf') : [];
      const spans = path.endsWith('TraceService/Export') ? decodeSpans(message, 'application/x-protobuf') : [];
      const accept = (): void => {
        this.points.push(...points);
        this.spans.push(...spans);
      };
      act(behaviour, { stream, accept });
    } catch {
      act({ kind: 'status', status: 3, message: 'not a message', isTrailersOnly: true }, { stream, accept: () => {} });
    }
  }
}

/** @throws RangeError where it is not one whole message */
function messageOf(body: Buffer, encoding: unknown): Buffer {
  if (body.length < 5 || body.readUInt32BE(1) !== body.length - 5)
    throw new RangeError('grpc: not one whole message; send one');
  const message = body.subarray(5);
  if (body[0] === 0) return message;
  if (encoding !== 'gzip') throw new RangeError('grpc: compressed in no way that was named; name it in grpc-encoding');
  return gunzipSync(message);
}

async function bodyOf(stream: ServerHttp2Stream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

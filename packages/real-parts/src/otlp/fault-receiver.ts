import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { OtlpPoint, OtlpSpan } from './otlp-data.js';
import { decodeMetrics, decodeSpans } from './otlp-decode.js';

/** What a receiver does with a request whose body it has read. */
export type Behaviour =
  /** 200, and the telemetry counts as accepted. */
  | { readonly kind: 'accept' }
  /** 200 after a while. */
  | { readonly kind: 'slow'; readonly afterMs: number }
  /** Any other status; 2xx counts as accepted. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Closes the connection instead of answering. */
  | { readonly kind: 'close' }
  /** 200 with a partial success: so many of the items were rejected. */
  | { readonly kind: 'partial'; readonly rejected: number; readonly message: string };

export interface FaultRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: number;
  /** When the body had arrived, in `Date.now()` milliseconds. */
  readonly at: number;
  readonly behaviour: Behaviour['kind'];
}

/**
 * An OTLP/HTTP receiver that can misbehave, for what an agent that always accepts cannot show. However it behaves, a
 * body that it cannot read gets a 400.
 */
export interface FaultReceiver extends AsyncDisposable {
  readonly url: string;
  /** How it behaves from now on. Several: one request each, and the last for all that follow. */
  behave(...behaviours: readonly [Behaviour, ...Behaviour[]]): void;
  /** Every request whose body arrived, whatever was answered. */
  requests(): readonly FaultRequest[];
  /** Data points and spans of the requests that were answered with success. */
  metrics(): readonly OtlpPoint[];
  spans(): readonly OtlpSpan[];
  /** Stops listening and resets every connection, as a killed receiver does. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

export async function startFaultReceiver(...first: readonly Behaviour[]): Promise<FaultReceiver> {
  let behaviours: readonly Behaviour[] = first.length > 0 ? first : [{ kind: 'accept' }];
  const requests: FaultRequest[] = [];
  const points: OtlpPoint[] = [];
  const spans: OtlpSpan[] = [];
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;

  const nextBehaviour = (): Behaviour => {
    const [behaviour, ...others] = behaviours as readonly [Behaviour, ...Behaviour[]];
    if (others.length > 0) behaviours = others;
    return behaviour;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = await bodyOf(request);
    const behaviour = nextBehaviour();
    const { url: path = '', headers } = request;
    requests.push({ path, headers, bytes: raw.length, at: Date.now(), behaviour: behaviour.kind });
    try {
      const body = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const contentType = headers['content-type'] ?? '';
      const newPoints = path === '/v1/metrics' ? decodeMetrics(body, contentType) : [];
      const newSpans = path === '/v1/traces' ? decodeSpans(body, contentType) : [];
      answer(behaviour, request, response, () => {
        points.push(...newPoints);
        spans.push(...newSpans);
      });
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  };

  const up = async (): Promise<void> => {
    if (server !== undefined) return;
    server = createServer((request, response) => {
      // Only a client that went away makes reading fail, and that is the client's affair.
      handle(request, response).catch(() => request.socket.destroy());
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server?.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port;
  };

  const down = async (): Promise<void> => {
    const stopping = server;
    if (stopping === undefined) return;
    server = undefined;
    const closed = new Promise<void>((resolve) => {
      stopping.close(() => resolve());
    });
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };

  await up();
  return {
    url: `http://127.0.0.1:${port}`,
    behave: (...wanted) => {
      behaviours = wanted;
    },
    requests: () => [...requests],
    metrics: () => [...points],
    spans: () => [...spans],
    up,
    down,
    stop: down,
    [Symbol.asyncDispose]: down,
  };
}

function answer(behaviour: Behaviour, request: IncomingMessage, response: ServerResponse, accept: () => void): void {
  const json = request.headers['content-type']?.startsWith('application/json') ?? false;
  const succeed = (body: Buffer): void => {
    accept();
    response.writeHead(200, { 'content-type': json ? 'application/json' : 'application/x-protobuf' }).end(body);
  };
  const whole = Buffer.from(json ? '{}' : '');
  switch (behaviour.kind) {
    case 'accept':
      succeed(whole);
      break;
    case 'slow':
      setTimeout(() => succeed(whole), behaviour.afterMs);
      break;
    case 'status': {
      const { status, retryAfterSeconds } = behaviour;
      if (status < 300) accept();
      const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
      response.writeHead(status, headers).end();
      break;
    }
    case 'hang':
      break;
    case 'close':
      request.socket.destroy();
      break;
    case 'partial':
      succeed(json ? partialJson(request.url, behaviour) : partialProtobuf(behaviour));
      break;
  }
}

type PartialSuccess = Extract<Behaviour, { kind: 'partial' }>;

function partialJson(path: string | undefined, { rejected, message }: PartialSuccess): Buffer {
  const rejectedKey = path === '/v1/traces' ? 'rejectedSpans' : 'rejectedDataPoints';
  return Buffer.from(JSON.stringify({ partialSuccess: { [rejectedKey]: String(rejected), errorMessage: message } }));
}

/** Export…ServiceResponse { partial_success = 1 { rejected = 1; error_message = 2 } } */
function partialProtobuf({ rejected, message }: PartialSuccess): Buffer {
  const text = Buffer.from(message);
  const success = Buffer.concat([Buffer.from([0x08, ...varint(rejected), 0x12, ...varint(text.length)]), text]);
  return Buffer.concat([Buffer.from([0x0a, ...varint(success.length)]), success]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

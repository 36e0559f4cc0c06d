import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { OtlpPoint, OtlpSpan } from '../otlp-data.js';
import { decodeMetrics, decodeSpans } from '../otlp-decode.js';
import { act } from './acts.js';
import { type Act, type Behaviour, Script } from './behaviour.js';
import { Port, type TlsServerOptions } from './port.js';
import { type Sighting, Sightings } from './sightings.js';

export interface FaultRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: number;
  /** When the body had arrived, in `Date.now()` milliseconds. */
  readonly at: number;
  readonly behaviour: Act['kind'];
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
  /** Every span that arrived, whatever was answered, by its id. */
  sightings(): ReadonlyMap<string, Sighting>;
  /** How often a span was accepted that had been accepted before. */
  duplicates(): number;
  /** How many connections were made, and how many requests waited for their answers at the same time, at most. */
  connections(): number;
  mostAtOnce(): number;
  /** Closes every connection that waits for a request. */
  closeIdle(): void;
  /** Stops listening and resets every connection, as a killed receiver does. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

export function startFaultReceiver(...first: readonly Behaviour[]): Promise<FaultReceiver> {
  return start(first);
}

/** The same over TLS; plain requests get no answer. */
export function startTlsFaultReceiver(tls: TlsServerOptions, ...first: readonly Behaviour[]): Promise<FaultReceiver> {
  return start(first, tls);
}

async function start(first: readonly Behaviour[], tls?: TlsServerOptions): Promise<FaultReceiver> {
  let script = new Script(first);
  const received = new Received();
  const port = new Port((request, response) => {
    // Only a client that went away makes reading fail, and that is the client's affair.
    received.take(script.next(), request, response).catch(() => request.socket.destroy());
  }, tls);
  const down = (): Promise<void> => port.down();
  await port.up();
  return {
    url: port.url,
    behave: (...wanted) => {
      script = new Script(wanted);
    },
    requests: () => [...received.requests],
    metrics: () => [...received.points],
    spans: () => [...received.spans],
    sightings: () => received.sightings.all,
    duplicates: () => received.sightings.duplicates,
    connections: () => port.connections,
    mostAtOnce: () => received.mostAtOnce,
    closeIdle: () => port.closeIdle(),
    up: () => port.up(),
    down,
    stop: down,
    [Symbol.asyncDispose]: down,
  };
}

/** What a receiver was sent. */
class Received {
  readonly requests: FaultRequest[] = [];
  readonly points: OtlpPoint[] = [];
  readonly spans: OtlpSpan[] = [];
  readonly sightings = new Sightings();
  mostAtOnce = 0;
  private atOnce = 0;

  async take(behaviour: Act, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    response.once('close', () => {
      this.atOnce -= 1;
    });
    if (!EARLY.has(behaviour.kind)) return this.read(behaviour, request, response);
    await firstPieceOf(request);
    act(behaviour, { request, response, accept: () => {} });
  }

  private async read(behaviour: Act, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await bodyOf(request);
    const { url: path = '', headers } = request;
    this.requests.push({ path, headers, bytes: raw.length, at: Date.now(), behaviour: behaviour.kind });
    try {
      const body = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const contentType = headers['content-type'] ?? '';
      const points = path === '/v1/metrics' ? decodeMetrics(body, contentType) : [];
      const spans = path === '/v1/traces' ? decodeSpans(body, contentType) : [];
      this.sightings.see(spans);
      act(behaviour, { request, response, accept: () => this.accept(points, spans) });
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  }

  private accept(points: readonly OtlpPoint[], spans: readonly OtlpSpan[]): void {
    // Not spread: a request may hold more than a call can have arguments.
    for (const point of points) this.points.push(point);
    for (const span of spans) this.spans.push(span);
    this.sightings.accept(spans);
  }
}

/** What is done before the whole body is there. */
const EARLY: ReadonlySet<Act['kind']> = new Set(['refuse-early', 'reset-in-request']);

function firstPieceOf(request: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    request.once('error', reject).once('data', () => resolve());
  });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

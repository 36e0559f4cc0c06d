import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { type Child, runProgram } from '../child.js';
import { eventually } from '../eventually.js';
import { freePort } from '../free-port.js';
import { realPart } from '../real-parts.js';
import type { OtlpPoint, OtlpSpan } from './otlp-data.js';
import { decodeMetrics, decodeSpans } from './otlp-decode.js';

/** A real OTLP receiver: the rotel agent, which takes or refuses what comes, and a sink behind it that can be read. */
export interface OtlpReceiver extends AsyncDisposable {
  /** Base address for OTLP/HTTP: exporters append `/v1/metrics`. */
  readonly url: string;
  readonly grpcUrl: string;
  /** Every data point that arrived, oldest first. See `latest()`. */
  metrics(): readonly OtlpPoint[];
  /** Every span that arrived, oldest first. */
  spans(): readonly OtlpSpan[];
  /** Forgets what arrived so far. */
  clear(): void;
  /**
   * What `find` gives as soon as it is neither undefined nor false; asked at every arrival.
   * @throws Error that lists what arrived, after `timeoutMs`. @default 5000
   */
  waitFor<T>(find: (received: OtlpReceiver) => T, timeoutMs?: number): Promise<Exclude<T, undefined | false>>;
  stop(): Promise<void>;
}

/** Starts the agent on free ports. It listens within some 20 ms and hands on what it got within some 50 ms. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const points: OtlpPoint[] = [];
  const spans: OtlpSpan[] = [];
  const sink = await startSink((path, body, contentType) => {
    if (path === '/v1/metrics') points.push(...decodeMetrics(body, contentType));
    if (path === '/v1/traces') spans.push(...decodeSpans(body, contentType));
  });
  const agent = await startAgent(sink.url);

  const receiver: OtlpReceiver = {
    url: agent.url,
    grpcUrl: agent.grpcUrl,
    metrics: () => [...points],
    spans: () => [...spans],
    clear() {
      points.length = 0;
      spans.length = 0;
    },
    waitFor: (find, timeoutMs = 5_000) =>
      eventually(
        () => {
          const fault = sink.fault();
          if (fault !== undefined) throw new Error('the sink could not read what the agent sent', { cause: fault });
          return find(receiver);
        },
        { timeoutMs, what: () => `telemetry; what came: ${listed(points, spans)}` },
      ),
    async stop() {
      await agent.child.kill();
      await sink.stop();
    },
    [Symbol.asyncDispose]: () => receiver.stop(),
  };
  return receiver;
}

interface Agent {
  readonly child: Child;
  readonly url: string;
  readonly grpcUrl: string;
}

async function startAgent(sinkUrl: string): Promise<Agent> {
  for (let attempt = 1; ; attempt += 1) {
    const [http, grpc] = [await freePort(), await freePort()];
    const child = runProgram(realPart('rotel'), {
      args: [
        ...['start', '--otlp-http-endpoint', `127.0.0.1:${http}`, '--otlp-grpc-endpoint', `127.0.0.1:${grpc}`],
        ...['--batch-timeout', '20ms', '--exporter', 'otlp'],
        ...['--otlp-exporter-protocol', 'http', '--otlp-exporter-endpoint', sinkUrl],
      ],
      timeoutMs: 300_000,
    });
    try {
      await eventually(
        async () => child.process.exitCode !== null || ((await answers(http)) && (await answers(grpc))),
        {
          everyMs: 5,
          what: 'rotel to listen',
        },
      );
      if (child.process.exitCode === null) {
        return { child, url: `http://127.0.0.1:${http}`, grpcUrl: `http://127.0.0.1:${grpc}` };
      }
      throw new Error(`rotel ended at once: ${(await child.exit).stderr}`);
    } catch (error) {
      await child.kill('SIGKILL');
      // Another process may have taken a port between choosing and listening.
      if (attempt === 3) throw error;
    }
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

interface Sink {
  readonly url: string;
  /** What went wrong while reading, if anything did. */
  fault(): unknown;
  stop(): Promise<void>;
}

async function startSink(take: (path: string, body: Buffer, contentType: string) => void): Promise<Sink> {
  let fault: unknown;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers, url = '' } = request;
      const contentType = headers['content-type'] ?? '';
      try {
        const body = Buffer.concat(chunks);
        // The agent compresses whatever it is told.
        take(url, headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body, contentType);
      } catch (error) {
        fault ??= error;
      }
      response.writeHead(200, { 'content-type': contentType }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => fault,
    stop: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function listed(points: readonly OtlpPoint[], spans: readonly OtlpSpan[]): string {
  const names = [...new Set([...points, ...spans].map(({ name }) => name))];
  return `${points.length} data points and ${spans.length} spans (${names.join(', ') || 'nothing'})`;
}

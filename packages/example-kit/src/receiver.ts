import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OtlpMetrics } from './otlp-metrics.js';
import type { OtlpTraces } from './otlp-traces.js';

/** An OTLP receiver of our own, and what has come out behind it. */
export interface Receiver extends AsyncDisposable {
  /** Where exporters send to, over HTTP. */
  readonly url: string;
  /** What it has accepted so far, request by request. */
  readonly metrics: readonly OtlpMetrics[];
  readonly traces: readonly OtlpTraces[];
}

/** The part of the sink that is used here; the package brings no types of its own. */
interface Sink {
  start(): Promise<void>;
  close(): Promise<void>;
  readonly grpcUrl: URL;
}

const require = createRequire(import.meta.url);
const STARTS_WITHIN_MS = 5_000;

/** Starts a receiver where that can be done. Where it cannot, says why, and the example goes on without. */
export async function ownReceiver(): Promise<Receiver | undefined> {
  try {
    const receiver = await startReceiver();
    if (receiver === undefined) console.log('rotel, the OTLP receiver, is not available on this machine.');
    return receiver;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

/**
 * Starts the rotel agent, a real OTLP receiver, with a sink behind it that decodes what the agent passes on.
 * @returns undefined where there is no agent for this machine
 * @throws Error with what the agent said when it does not come up
 */
async function startReceiver(): Promise<Receiver | undefined> {
  const program = agentProgram();
  if (program === undefined) return undefined;
  const { MockOtlpServer } = require('@elastic/mockotlpserver') as { readonly MockOtlpServer: new (o: object) => Sink };
  const metrics: OtlpMetrics[] = [];
  const traces: OtlpTraces[] = [];
  const sink = new MockOtlpServer({
    logLevel: 'warn',
    services: ['grpc'],
    grpcHostname: '127.0.0.1',
    grpcPort: 0,
    onMetrics: (request: OtlpMetrics) => metrics.push(request),
    onTrace: (request: OtlpTraces) => traces.push(request),
  });
  await sink.start();

  const [http, grpc] = [await freePort(), await freePort()];
  const args = [
    ...['start', '--otlp-http-endpoint', `127.0.0.1:${http}`, '--otlp-grpc-endpoint', `127.0.0.1:${grpc}`],
    ...['--batch-timeout', '20ms', '--exporter', 'otlp', '--otlp-exporter-endpoint', sink.grpcUrl.origin],
  ];
  // In a group of its own: a Ctrl-C is for this process, which has a last interval to send before it ends the agent.
  const agent = spawn(program, args, { detached: true });
  let said = '';
  const listen = (text: string): void => {
    said += text;
  };
  agent.stdout.setEncoding('utf8').on('data', listen);
  agent.stderr.setEncoding('utf8').on('data', listen);
  agent.on('error', (error) => listen(error.message));
  const gone = new Promise<void>((resolve) => agent.once('close', () => resolve()));

  const stop = async (): Promise<void> => {
    agent.kill();
    await gone;
    await sink.close();
  };
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (!(await isOpen(http))) {
    if (agent.exitCode === null && agent.pid !== undefined && Date.now() < deadline) await sleep(10);
    else {
      await stop();
      throw new Error(`rotel does not listen on port ${http}: ${said}`);
    }
  }
  return { url: `http://127.0.0.1:${http}`, metrics, traces, [Symbol.asyncDispose]: stop };
}

/** npm brings the program on Linux x64 and leaves it out everywhere else. */
function agentProgram(): string | undefined {
  try {
    return require.resolve('@streamfold/rotel-linux-x64/bin/rotel-agent');
  } catch {
    return undefined;
  }
}

/** The agent cannot choose its ports itself. */
async function freePort(): Promise<number> {
  for (;;) {
    // Below those that the system gives to outgoing connections, one of which might take it meanwhile.
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

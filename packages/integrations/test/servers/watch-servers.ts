import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Store, store } from '@portcall/metrics';
import { type FnTrace, startTracing, TraceLog } from '@portcall/trace';
import { channels, type FamilyName } from '../../src/channels/channels.js';

export interface WatchedServers {
  readonly log: TraceLog;
  readonly kept: Store;
  /** Ends what looks on, before the test does. */
  end(): void;
  /** Calls that have ended, oldest first, once there are so many. */
  calls(count?: number): Promise<readonly FnTrace[]>;
  /** Serves during the test. @returns where */
  listen(server: Server | RequestListener): Promise<number>;
}

/** Looks on at servers during every test of a file. */
export function watchServers(...only: FamilyName[]): WatchedServers {
  let log: TraceLog;
  let kept: Store;
  let end: () => void;
  const servers: Server[] = [];
  beforeEach(() => {
    log = new TraceLog();
    kept = store();
    const tracing = startTracing({ sinks: [log] });
    const undo = channels({ only: ['http-server', ...only] }).start({ backend: kept });
    end = () => {
      undo();
      tracing.stop();
    };
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
    end();
  });
  return {
    get log() {
      return log;
    },
    get kept() {
      return kept;
    },
    end: () => end(),
    async calls(count = 1) {
      const servedCalls = () => log.recent().filter(({ kind }) => kind === 'server');
      for (let turns = 0; servedCalls().length < count && turns < 2_000; turns += 1)
        await new Promise((next) => setTimeout(next, 1));
      return servedCalls().reverse();
    },
    async listen(given) {
      const server = typeof given === 'function' ? createServer(given) : given;
      servers.push(server);
      await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
      return (server.address() as AddressInfo).port;
    },
  };
}

/** Sends bytes as they are, and reads all that comes until the server closes. */
export async function sendRaw(port: number, lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return text(socket);
}

/** A connection for the test to send on. */
export async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await new Promise<void>((ready) => socket.once('connect', ready));
  return socket;
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** What a server over TLS shows, and whom it takes; texts are PEM. */
export interface TlsServerOptions {
  readonly cert: string;
  readonly key: string;
  /** The authority of the clients it takes; everybody where there is none. */
  readonly clientCa?: string;
}

/** A port on 127.0.0.1 that can be given up, as by a killed process, and be taken again. */
export class Port {
  connections = 0;
  private number = 0;
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly handle: (request: IncomingMessage, response: ServerResponse) => void,
    private readonly tls: TlsServerOptions | undefined,
  ) {}

  get url(): string {
    return `${this.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.number}`;
  }

  async up(): Promise<void> {
    if (this.server !== undefined) return;
    const server = this.listener();
    this.server = server;
    // Who drips may do so for as long as a test takes.
    Object.assign(server, { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 60_000 });
    server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.sockets.add(socket.on('error', () => {}));
      socket.once('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.number, '127.0.0.1', resolve);
    });
    this.number = (server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const socket of this.sockets) socket.resetAndDestroy();
    await closed;
  }

  closeIdle(): void {
    this.server?.closeIdleConnections();
  }

  private listener(): Server {
    if (this.tls === undefined) return createServer(this.handle);
    const { cert, key, clientCa: ca } = this.tls;
    const clients = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
    return createTlsServer({ cert, key, ...clients }, this.handle);
  }
}

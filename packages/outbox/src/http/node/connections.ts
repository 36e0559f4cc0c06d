import type { Agent, ClientRequest } from 'node:http';

/** What a connection over TLS is made with, as `node:tls` takes it: PEM texts or bytes. */
export interface TlsOptions {
  /** The authorities that are trusted, instead of Node's. */
  readonly ca?: string | Uint8Array | undefined;
  /** Of this client, with its key: mutual TLS. */
  readonly cert?: string | Uint8Array | undefined;
  readonly key?: string | Uint8Array | undefined;
}

const MOST_SOCKETS = 4;
const IDLE_MS = 60_000; // or less, where the receiver says in Keep-Alive how long it waits

/** The connections to one receiver. They stay open between requests, and keep no process alive: whoever flushes does. */
export class Connections {
  private readonly http: typeof import('node:http');
  private readonly target: { readonly protocol: string; readonly hostname: string; readonly port: string };
  private readonly path: string;
  private readonly kept: Agent;
  private once: Agent | undefined;

  constructor(
    { protocol, hostname, port, pathname, search }: URL,
    private readonly tls: TlsOptions,
  ) {
    this.http = process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http') as typeof this.http;
    this.target = { protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port };
    this.path = `${pathname}${search}`;
    this.kept = this.agent(true);
  }

  /** @throws Error where headers or certificates cannot be sent as they are */
  request(headers: Readonly<Record<string, string | number>>, isFresh: boolean): ClientRequest {
    const agent = isFresh ? this.unused() : this.kept;
    const { protocol, hostname, port } = this.target;
    const request = this.http.request({ protocol, hostname, port, path: this.path, method: 'POST', headers, agent });
    // A connection that is used again was given its hold on the process back.
    return request.once('socket', (socket) => socket.unref());
  }

  close(): void {
    this.kept.destroy();
    this.once?.destroy();
  }

  /** Connects anew. Idle connections are left: whoever closed one of them has probably closed all. */
  private unused(): Agent {
    for (const sockets of Object.values(this.kept.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
    const inUse = Object.values(this.kept.sockets).reduce((sum, sockets) => sum + (sockets?.length ?? 0), 0);
    if (inUse < MOST_SOCKETS) return this.kept;
    this.once ??= this.agent(false);
    return this.once;
  }

  private agent(keepAlive: boolean): Agent {
    const { ca, cert, key } = this.tls as { readonly [K in keyof TlsOptions]?: string | Buffer };
    return new this.http.Agent({ keepAlive, maxSockets: MOST_SOCKETS, timeout: IDLE_MS, ca, cert, key } as object);
  }
}

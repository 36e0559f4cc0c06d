import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Loopback {
  readonly url: string;
  readonly port: number;
  /** Headers of what has come in, the newest last. */
  readonly received: IncomingHttpHeaders[];
  /** Connections that were made. */
  readonly connections: number;
}

/** A server that answers by path, during the tests of this `describe`. */
export function serveLoopback(): Loopback {
  const received: IncomingHttpHeaders[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let server: Server;
  let port = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      received.push(request.headers);
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname === '/moved') response.writeHead(302, { location: '/there' }).end();
      else if (pathname === '/silent') return;
      else if (pathname === '/half') response.writeHead(200, { 'content-length': '100' }).write('half');
      else if (pathname === '/cut')
        response.writeHead(200, { 'content-length': '100' }).write('half', () => request.socket.destroy());
      else if (pathname === '/echo') request.pipe(response);
      else if (/^\/\d{3}$/.test(pathname)) response.writeHead(Number(pathname.slice(1))).end('said');
      else response.end('hello');
    });
    server.on('connection', (socket) => {
      connections += 1;
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    server.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
      socket.pipe(socket);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return {
    received,
    get port() {
      return port;
    },
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    get connections() {
      return connections;
    },
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { report } from '@portcall/core';
import { builtin, ownServer, shown } from '@portcall/core/internal';
import { answer } from './answer.js';

export interface MetricsServer {
  /** Resolves when the port is open; rejects with the reason why it cannot be. */
  readonly ready: Promise<void>;
  /** Where the metrics are; undefined until the port is open. */
  readonly url: string | undefined;
  close(): Promise<void>;
}

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  readonly endpoint: string;
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}

// What a scraper sends is a few hundred bytes at once; a client that takes longer is none, or holds connections on purpose.
const LIMITS = { headersTimeout: 5_000, requestTimeout: 5_000, connectionsCheckingInterval: 1_000 };
const READ_WITHIN_MS = 10_000; // a client that takes nothing of its answer for so long will not
const LAST_ANSWER_MS = 1_000; // a scrape under way takes milliseconds; a client that does not read must not hold the end up

/** A server for one path. Neither it nor a client keeps the process alive. */
export function serveMetrics({ host, port, endpoint, handler }: MetricsServerOptions): MetricsServer {
  const { createServer } = builtin('node:http');
  const answering = new Set<Socket>();
  const open = new Set<Socket>();
  const server = createServer(LIMITS, (request, response) => {
    const { socket } = request;
    answering.add(socket);
    response.once('close', () => {
      answering.delete(socket);
      if (!server.listening) socket.end();
    });
    const path = request.url?.split('?', 1)[0];
    if (path === endpoint) handler(request, response);
    else answer(response, { status: 404, text: `Metrics are at ${endpoint}\n` });
  }).unref();
  ownServer(server);
  server.timeout = READ_WITHIN_MS;
  server.on('connection', (socket) => {
    open.add(socket.unref());
    socket.once('close', () => open.delete(socket));
  });

  const ready = new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new Error(reasonOf(cause, host, port), { cause })));
    server.listen({ host, port }, () => {
      server.on('error', (cause) =>
        report({
          key: 'export.server',
          message: 'prometheus: the server failed; a scrape may be lost; fix the error',
          cause,
        }),
      );
      resolve();
    });
  });

  return {
    ready,
    get url() {
      const address = server.address() as AddressInfo | null;
      if (address === null) return undefined;
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      return `http://${name}:${address.port}${endpoint}`;
    },
    close() {
      return new Promise((resolve) => {
        const destroyAll = setTimeout(() => {
          for (const socket of open) socket.destroy();
        }, LAST_ANSWER_MS).unref();
        server.close(() => {
          clearTimeout(destroyAll);
          resolve();
        });
        // A scraper keeps its connection open between scrapes; a scrape under way is answered first.
        for (const socket of open) if (!answering.has(socket)) socket.destroy();
      });
    },
  };
}

function reasonOf(cause: NodeJS.ErrnoException, host: string, port: number): string {
  const where = `${host}:${port}`;
  const choice = 'prometheus({ host, port }) or OTEL_EXPORTER_PROMETHEUS_HOST and OTEL_EXPORTER_PROMETHEUS_PORT';
  switch (cause.code) {
    case 'EADDRINUSE':
      return `prometheus: the port ${where} is taken by another server, so there are no metrics to scrape; choose another with ${choice}`;
    case 'EACCES':
      return `prometheus: this process may not listen on ${where}; choose a port above 1023 with ${choice}`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `prometheus: ${host} is not an address of this machine; choose another with ${choice}`;
    default:
      return `prometheus: cannot listen on ${where} (${shown(cause)}); choose another address with ${choice}`;
  }
}

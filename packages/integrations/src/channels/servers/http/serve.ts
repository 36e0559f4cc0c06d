import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { safely } from '@portcall/core/internal';
import { beginExchange } from '../../../serving/begin-exchange.js';
import type { Exchange } from '../../../serving/exchange.js';
import { exchangeOf, keepExchange } from '../../../serving/exchanges.js';
import { sizeIn } from '../../../serving/request-attributes.js';
import { routeOnRequest } from '../../../serving/route-on-request.js';
import { OpenExchanges } from './connections.js';
import { nodeIncoming } from './node-incoming.js';

/** A server tells its listeners of a request: they answer it inside its call, which ends with the response. */
export function serveRequest<T>(request: IncomingMessage, response: ServerResponse, answer: () => T): T {
  const known = exchangeOf(request);
  if (known !== undefined) return known.run(answer);
  const begun = safely('call.integration', 'a request', () => {
    const exchange = begin(request, false);
    const end = (): void => endRequest(exchange, request, response);
    if (request.httpVersionMajor < 2) endWithConnection(request, response, end);
    else response.on('close', end);
    return { exchange, end };
  });
  return begun === undefined ? answer() : answered(begun, answer);
}

/** The connection becomes something else, until it is closed. */
export function serveUpgrade<T>(request: IncomingMessage, socket: Duplex, answer: () => T): T {
  const begun = safely('call.integration', 'an upgrade', () => {
    const exchange = begin(request, true);
    const { bytesWritten: before = 0 } = socket as { readonly bytesWritten?: number };
    const end = (): void => {
      const { bytesWritten = before + 1 } = socket as { readonly bytesWritten?: number };
      exchange.ended({ status: bytesWritten > before ? 101 : undefined, isCutOff: false });
    };
    socket.once('close', end);
    return { exchange, end };
  });
  return begun === undefined ? answer() : answered(begun, answer);
}

function begin(request: IncomingMessage, isUpgrade: boolean): Exchange {
  const exchange = beginExchange(nodeIncoming(request, isUpgrade));
  keepExchange(request, exchange);
  if (mayHaveBody(request)) hearInside(request, exchange);
  return exchange;
}

function mayHaveBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** What arrives of a body arrives in the async context of its connection. */
function hearInside(request: IncomingMessage, exchange: Exchange): void {
  const emit = request.emit.bind(request) as (...all: unknown[]) => boolean;
  const inside = (...all: unknown[]): boolean => exchange.run(emit, ...all);
  Object.defineProperty(request, 'emit', { value: inside, writable: true, configurable: true });
}

/** A response that waits for those before it is not told that its connection is closed. */
function endWithConnection({ socket }: IncomingMessage, response: ServerResponse, end: () => void): void {
  const open = OpenExchanges.of(socket);
  open.add(end);
  // Told once, and the end counts once: what else makes it so costs an object and a function.
  response.on('close', () => {
    open.remove(end);
    end();
  });
}

interface Begun {
  readonly exchange: Exchange;
  readonly end: () => void;
}

function answered<T>({ exchange, end }: Begun, answer: () => T): T {
  try {
    return exchange.run(answer);
  } catch (thrown) {
    // Nobody answers any more.
    exchange.threw(thrown);
    end();
    throw thrown;
  }
}

function endRequest(exchange: Exchange, request: IncomingMessage, response: ServerResponse): void {
  const { headersSent, statusCode, writableFinished, errored } = response;
  if (exchange.route === undefined) {
    const route = routeOnRequest(request);
    if (route !== undefined) exchange.routed(route);
  }
  if (errored instanceof Error) exchange.threw(errored);
  exchange.ended({
    status: headersSent ? statusCode : undefined,
    isCutOff: !writableFinished,
    bodySize: bodySize(response),
  });
}

/** As the server said it, or as Node counted it for a body that was given at once. */
function bodySize(response: ServerResponse & { readonly _contentLength?: unknown }): number | undefined {
  const header = response.getHeader('content-length');
  const said = sizeIn(header === undefined ? undefined : String(header));
  if (said !== undefined) return said;
  const { _contentLength: counted } = response;
  return typeof counted === 'number' ? counted : undefined;
}

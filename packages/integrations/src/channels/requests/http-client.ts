import type { ClientRequest, IncomingMessage } from 'node:http';
import { safely } from '@portcall/core/internal';
import type { ChannelFamily } from '../family.js';
import { announceCreatedRequests, publishesCreated } from './created-requests.js';
import { newest } from './newest-request.js';
import type { ObservedRequest } from './observing/observed-request.js';
import { type OutgoingHeaders, requestObserver } from './observing/request-observer.js';
import { defaultPort, type RequestTarget } from './observing/request-target.js';
import { requestTimer } from './observing/request-timer.js';
import { writtenHeadersOf } from './written-headers.js';

interface RequestMessage {
  readonly request: ClientRequest;
}
interface ErrorMessage extends RequestMessage {
  readonly error: unknown;
}
interface ResponseMessage extends RequestMessage {
  readonly response: IncomingMessage;
}

/**
 * Requests of node:http and node:https, and of what is built on them.
 * @see https://nodejs.org/api/diagnostics_channel.html#http
 */
export const httpClient: ChannelFamily<'http-client'> = {
  name: 'http-client',
  subscribe(to, _options, host) {
    const observe = requestObserver(requestTimer(to, host));
    const running = new WeakMap<ClientRequest, ObservedRequest | undefined>();
    const begin = ({ request }: RequestMessage): void => {
      if (running.has(request)) return;
      const headers = request.headersSent ? writtenHeadersOf(request) : headersOf(request);
      const observed = observe(() => targetOf(request), headers);
      running.set(request, observed);
      if (observed === undefined) return;
      newest.request = observed;
      request.once('close', () => safely('call.integration', 'the end of a request', () => closed(request, observed)));
    };
    announceCreatedRequests(to);
    to.on('http.client.request.created', begin);
    if (!publishesCreated()) to.on('http.client.request.start', begin);
    to.on('http.client.response.finish', ({ request, response }: ResponseMessage) => {
      const observed = running.get(request);
      if (observed === undefined) return;
      observed.spoken(response.httpVersion);
      observed.answered(response.statusCode);
      tellPort(request, observed);
    });
    to.on('http.client.request.error', ({ request, error }: ErrorMessage) => {
      running.get(request)?.ended({ cause: error });
    });
  },
};

/** The response is read to its end, or it never will be. */
function closed(request: ClientRequest, observed: ObservedRequest): void {
  tellPort(request, observed);
  const { res } = request as { readonly res?: IncomingMessage | null };
  // What is not answered here has become a connection of another protocol, which reports itself elsewhere.
  if (res === undefined || res === null || res.complete || res.statusCode === 101) {
    observed.answered(res?.statusCode ?? undefined);
    observed.ended();
  } else observed.ended({ cause: res.errored ?? ABORTED });
}

function tellPort({ socket }: ClientRequest, observed: ObservedRequest): void {
  const port = socket?.remotePort;
  if (observed.target.isPortGuessed === true && port !== undefined) observed.reached(port);
}

const ABORTED = { code: 'aborted', message: 'the response was not read to its end' };

const SETTER = { set: (request: ClientRequest, key: string, value: string) => void request.setHeader(key, value) };

function headersOf(request: ClientRequest): OutgoingHeaders<ClientRequest> {
  return { request, setter: SETTER, get: headerOf };
}

function headerOf(request: ClientRequest, name: string): string | undefined {
  const value = request.getHeader(name);
  return typeof value === 'string' ? value : undefined;
}

function targetOf(request: ClientRequest): RequestTarget {
  const { method, protocol, path } = request;
  const address = request.host.startsWith('[') ? request.host.slice(1, -1) : request.host;
  const port = portIn(headerOf(request, 'host') ?? '', address, protocol);
  return { method, protocol, address, port: port ?? defaultPort(protocol), isPortGuessed: port === undefined, path };
}

/**
 * A request tells its port only by the header that Node makes of it, which says none for the protocol's own.
 * @returns undefined where the header is the app's
 */
function portIn(host: string, address: string, protocol: string): number | undefined {
  const name = address.includes(':') ? `[${address}]` : address;
  if (host === name) return defaultPort(protocol);
  const port = host.startsWith(`${name}:`) ? Number(host.slice(name.length + 1)) : Number.NaN;
  return Number.isInteger(port) ? port : undefined;
}

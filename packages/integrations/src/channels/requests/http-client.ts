import type { ClientRequest, IncomingMessage } from 'node:http';
import { safely } from '@portcall/core/internal';
import type { ChannelFamily } from '../family.js';
import { announceCreatedRequests } from './created-requests.js';
import { newest } from './newest-request.js';
import type { ObservedRequest } from './observed-request.js';
import { type OutgoingHeaders, requestObserver } from './request-observer.js';
import { defaultPort, type RequestTarget } from './request-target.js';
import { requestTimer } from './request-timer.js';

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
    const observe = requestObserver(requestTimer(host));
    const running = new WeakMap<ClientRequest, ObservedRequest>();
    const begin = (request: ClientRequest): void => {
      const headers = request.headersSent ? undefined : headersOf(request);
      const observed = observe(() => targetOf(request), headers);
      if (observed === undefined) return;
      running.set(request, observed);
      newest.request = observed;
      request.once('close', () => safely('call.integration', 'the end of a request', () => closed(request, observed)));
    };
    announceCreatedRequests(to);
    to.on('http.client.request.created', ({ request }: RequestMessage) => begin(request));
    to.on('http.client.response.finish', ({ request, response }: ResponseMessage) => {
      const observed = running.get(request);
      observed?.spoken(response.httpVersion);
      observed?.answered(response.statusCode);
    });
    to.on('http.client.request.error', ({ request, error }: ErrorMessage) => {
      running.get(request)?.ended({ cause: error });
    });
  },
};

/** The response is read to its end, or it never will be. */
function closed(request: ClientRequest, observed: ObservedRequest): void {
  const { res } = request as { readonly res?: IncomingMessage | null };
  // What is not answered here has become a connection of another protocol, which reports itself elsewhere.
  if (res === undefined || res === null || res.complete || res.statusCode === 101) {
    observed.answered(res?.statusCode ?? undefined);
    observed.ended();
  } else observed.ended({ cause: res.errored ?? ABORTED });
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
  return { method, protocol, address, port: portOf(request, address), path };
}

/** A request tells its port only by the header that Node makes, which the app may have replaced. */
function portOf(request: ClientRequest, address: string): number {
  const host = headerOf(request, 'host') ?? '';
  const colon = host.lastIndexOf(':');
  const isOwn = host.startsWith(address) || host.startsWith(`[${address}]`);
  const port = isOwn && colon > host.lastIndexOf(']') ? Number(host.slice(colon + 1)) : Number.NaN;
  return Number.isInteger(port) ? port : defaultPort(request.protocol);
}

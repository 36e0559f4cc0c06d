import type { ChannelFamily } from '../family.js';
import type { ObservedRequest } from './observed-request.js';
import { originOf } from './origin.js';
import { type OutgoingHeaders, requestObserver } from './request-observer.js';
import type { RequestTarget } from './request-target.js';
import { requestTimer } from './request-timer.js';

interface UndiciRequest {
  readonly method: string;
  readonly origin: string | URL;
  readonly path: string;
  /** Name, value, name, value; a text in version 5. */
  readonly headers: (string | string[])[] | string;
  addHeader(name: string, value: string): unknown;
}
interface RequestMessage {
  readonly request: UndiciRequest;
}
interface SentMessage extends RequestMessage {
  readonly socket?: { readonly alpnProtocol?: unknown } | null;
}
interface HeadersMessage extends RequestMessage {
  readonly response: { readonly statusCode: number };
}
interface ErrorMessage extends RequestMessage {
  readonly error: unknown;
}

/**
 * Requests of undici, and of the global `fetch`, which is built on it. A redirect that is followed is a request of its own.
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md
 */
export const undici: ChannelFamily<'undici'> = {
  name: 'undici',
  subscribe(to, _options, host) {
    const observe = requestObserver(requestTimer(to, host));
    const running = new WeakMap<UndiciRequest, ObservedRequest>();
    to.on('undici:request:create', ({ request }: RequestMessage) => {
      const observed = observe(() => targetOf(request), headersOf(request));
      if (observed !== undefined) running.set(request, observed);
    });
    to.on('undici:client:sendHeaders', ({ request, socket }: SentMessage) => {
      running.get(request)?.spoken(socket?.alpnProtocol === 'h2' ? '2' : '1.1');
    });
    to.on('undici:request:headers', ({ request, response }: HeadersMessage) => {
      running.get(request)?.answered(response.statusCode);
    });
    to.on('undici:request:trailers', ({ request }: RequestMessage) => running.get(request)?.ended());
    to.on('undici:request:error', ({ request, error }: ErrorMessage) => {
      running.get(request)?.ended({ cause: error });
    });
  },
};

function targetOf({ method, origin, path }: UndiciRequest): RequestTarget {
  return { method, path, ...originOf(String(origin)) };
}

function headersOf(request: UndiciRequest): OutgoingHeaders<UndiciRequest> {
  return { request, setter: SETTER, get: headerOf };
}

const SETTER = {
  set(request: UndiciRequest, name: string, value: string) {
    const { headers } = request;
    if (typeof headers === 'string' || !replaced(headers, name, value)) request.addHeader(name, value);
  },
};

function headerOf({ headers }: UndiciRequest, name: string): string | undefined {
  const value = Array.isArray(headers) ? headers[placeOf(headers, name)] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function replaced(headers: (string | string[])[], name: string, value: string): boolean {
  const place = placeOf(headers, name);
  if (place < 0) return false;
  headers[place] = value;
  return true;
}

/** Where the value of a header stands; -1 for nowhere. */
function placeOf(headers: readonly (string | string[])[], name: string): number {
  for (let at = 0; at < headers.length; at += 2) {
    const key = headers[at];
    if (typeof key === 'string' && key.length === name.length && key.toLowerCase() === name) return at + 1;
  }
  return -1;
}

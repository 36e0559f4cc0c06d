import { ownText } from '@portcall/core/internal';
import { headerOf, type Incoming } from './incoming.js';
import { redactedQuery } from './redacted-query.js';

type Attributes = Record<string, string | number>;

/** Whoever forwards a request writes the first client first. */
const FIRST = /^\s*([^,]+?)\s*(?:,|$)/;
const HOST = /^(.*?)(?::(\d{1,5}))?$/;

/**
 * What is known of a request when it comes in, in memory of its own.
 * @param known its method as the conventions have it
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span (v1.45, stable)
 */
export function requestAttributes(request: Incoming, known: string, scheme: string): Attributes {
  const { method, target, version, peer } = request;
  const query = target.indexOf('?');
  const attributes: Attributes = {
    'http.request.method': known,
    'url.path': query < 0 ? target : ownText(target.slice(0, query)),
    'url.scheme': scheme,
  };
  if (known !== method) attributes['http.request.method_original'] = method;
  if (query >= 0 && query < target.length - 1)
    attributes['url.query'] = ownText(redactedQuery(target.slice(query + 1)));
  if (version !== undefined) attributes['network.protocol.version'] = version;
  addServer(attributes, request);
  const forwarded = headerOf(request, 'x-forwarded-for');
  const client = (forwarded === undefined ? undefined : firstOf(forwarded)) ?? peer?.address;
  if (client !== undefined) attributes['client.address'] = client;
  if (peer?.address !== undefined) attributes['network.peer.address'] = peer.address;
  if (peer?.port !== undefined) attributes['network.peer.port'] = peer.port;
  const agent = headerOf(request, 'user-agent');
  if (agent !== undefined) attributes['user_agent.original'] = agent;
  const size = sizeIn(headerOf(request, 'content-length'));
  if (size !== undefined) attributes['http.request.body.size'] = size;
  return attributes;
}

function firstOf(forwarded: string): string | undefined {
  const [, first] = FIRST.exec(forwarded) ?? [];
  return first === undefined ? undefined : ownText(first);
}

/** What was asked for by the client, which may have asked a proxy. */
export function schemeOf(request: Incoming): 'http' | 'https' {
  const forwarded = headerOf(request, 'x-forwarded-proto');
  if (forwarded === 'https' || forwarded === 'http') return forwarded;
  return request.scheme ?? 'http';
}

function addServer(attributes: Attributes, request: Incoming): void {
  const host = headerOf(request, 'x-forwarded-host') ?? headerOf(request, ':authority') ?? headerOf(request, 'host');
  if (host === undefined) return;
  // A server is asked for by one name, most often.
  if (host !== newest.host) newest = hostIn(host);
  const { address, port } = newest;
  if (address === '') return;
  attributes['server.address'] = address;
  if (port !== undefined) attributes['server.port'] = port;
}

interface Host {
  readonly host: string;
  readonly address: string;
  readonly port: number | undefined;
}

let newest: Host = { host: '', address: '', port: undefined };

function hostIn(host: string): Host {
  const [, address = '', port] = HOST.exec(host) ?? [];
  return { host, address: ownText(address), port: port === undefined ? undefined : Number(port) };
}

/** What a header says how many bytes there are; undefined for what is not a number. */
export function sizeIn(header: string | undefined): number | undefined {
  const size = header === undefined || header === '' ? Number.NaN : Number(header);
  return Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}

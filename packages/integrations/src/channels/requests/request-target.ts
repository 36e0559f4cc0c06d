import { redactedPath } from './redacted-path.js';

/** Whom a request goes to. */
export interface RequestTarget {
  readonly method: string;
  /** `http:` or `https:`. */
  readonly protocol: string;
  /** A name or an address; of IPv6 without brackets. */
  readonly address: string;
  readonly port: number;
  /** Whether the port is the protocol's because nothing said another one. @default false */
  readonly isPortGuessed?: boolean;
  /** Path and query, or a whole URL, as proxies are asked. */
  readonly path: string;
}

// RFC 9110, PATCH of RFC 5789, and QUERY: those that the conventions know.
const KNOWN: ReadonlySet<string> = new Set('CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE'.split(' '));

export function isKnownMethod(method: string): boolean {
  return KNOWN.has(method);
}

/** The target as a URL, without credentials and without the values of query keys that sign or identify. */
export function urlOf({ method, protocol, address, port, path }: RequestTarget): string {
  const host = address.includes(':') ? `[${address}]` : address;
  const origin = `${protocol}//${port === defaultPort(protocol) ? host : `${host}:${port}`}`;
  if (method === 'CONNECT') return origin;
  return path.startsWith('/') ? origin + redactedPath(path) : wholeUrl(origin, path);
}

export function defaultPort(protocol: string): number {
  return protocol === 'https:' ? 443 : 80;
}

function wholeUrl(origin: string, path: string): string {
  if (!URL.canParse(path)) return `${origin}/${redactedPath(path)}`;
  const { protocol, host, pathname, search } = new URL(path);
  return `${protocol}//${host}${redactedPath(pathname + search)}`;
}

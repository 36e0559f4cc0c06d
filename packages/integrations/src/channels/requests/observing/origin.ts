import { defaultPort, type RequestTarget } from './request-target.js';

export type Origin = Pick<RequestTarget, 'protocol' | 'address' | 'port'>;

// To read a URL costs as much as all else that is done for a request, and apps talk to few places.
const MOST_KEPT = 1_000;
const kept = new Map<string, Origin>();

/** The parts of an origin: `https://shop.example:8443`. */
export function originOf(text: string): Origin {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const read = readOrigin(text);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(text, read);
  return read;
}

function readOrigin(text: string): Origin {
  const { protocol, hostname, port } = new URL(text);
  const address = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return { protocol, address, port: port === '' ? defaultPort(protocol) : Number(port) };
}

import type { TextMapGetter } from '@opentelemetry/api';
import type { Incoming } from './incoming.js';

const GETTER: TextMapGetter<object> = {
  // Those of HTTP/2 alone are none of its names.
  get: (headers, name) => (name.startsWith(':') ? undefined : ((headers as Headers).get(name) ?? undefined)),
  keys: (headers) => [...(headers as Headers).keys()],
};

/** A request as the Fetch standard has it: who sent it, and by which version, is not known. */
export function fetchIncoming({ method, url, headers }: Request): Incoming {
  const { protocol, pathname, search } = new URL(url);
  return {
    method,
    target: pathname + search,
    scheme: protocol === 'https:' ? 'https' : 'http',
    version: undefined,
    peer: undefined,
    headers,
    getter: GETTER,
    isUpgrade: false,
  };
}

import type { ClientRequest } from 'node:http';
import type { OutgoingHeaders } from './observing/request-observer.js';

/** What Node keeps of a request whose headers are text already, and that no connection has taken yet. */
interface Written {
  /** All of them, with the line before and the one after. */
  _header?: string | null;
  /** What waits for a connection. */
  readonly outputData?: { data: unknown }[];
  outputSize?: number;
  readonly socket?: unknown;
  _headerSent?: boolean;
}

const END = '\r\n\r\n';

/**
 * The headers of a request that gave them as an array, or that has `Expect`: Node writes these when it is made.
 * @returns undefined where nothing can be added to them any more
 */
export function writtenHeadersOf(request: ClientRequest): OutgoingHeaders<ClientRequest> | undefined {
  return waits(request) ? { request, setter: SETTER, get: lineOf } : undefined;
}

function waits(request: Written): boolean {
  const { _header: text, _headerSent: isSent, outputData: [first] = [] } = request;
  if (typeof text !== 'string' || !text.endsWith(END)) return false;
  return isSent !== true || (typeof first?.data === 'string' && first.data.startsWith(text));
}

const SETTER = {
  set(request: Written, name: string, value: string) {
    const { _header: before } = request;
    if (typeof before !== 'string' || LINE_END.test(value)) return;
    const after = `${before.slice(0, -END.length).replace(lineNamed(name), '')}\r\n${name}: ${value}${END}`;
    request._header = after;
    const [first] = request.outputData ?? [];
    if (request._headerSent !== true || typeof first?.data !== 'string') return;
    first.data = after + first.data.slice(before.length);
    request.outputSize = (request.outputSize ?? 0) + after.length - before.length;
  },
};

const LINE_END = /[\r\n]/;

function lineOf(request: Written, name: string): string | undefined {
  return lineNamed(name).exec(request._header ?? '')?.[1];
}

function lineNamed(name: string): RegExp {
  return new RegExp(`\\r\\n${name}: *([^\\r\\n]*)`, 'i');
}

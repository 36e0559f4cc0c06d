import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TextMapGetter } from '@opentelemetry/api';
import type { Incoming } from '../../../serving/incoming.js';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const GETTER: TextMapGetter<object> = {
  get: (headers, name) => (headers as Headers)[name],
  keys: Object.keys,
};

/** A request of node:http, or of node:http2's compatible interface. */
export function nodeIncoming(request: IncomingMessage, isUpgrade: boolean): Incoming {
  const { socket, headers, method = '', url = '' } = request;
  return {
    method,
    target: url,
    scheme: schemeOf(socket),
    version: versionOf(request),
    peer: { address: socket.remoteAddress, port: socket.remotePort },
    headers,
    getter: GETTER,
    isUpgrade,
  };
}

function schemeOf(socket: Socket & { readonly encrypted?: unknown }): 'http' | 'https' {
  return socket.encrypted === true ? 'https' : 'http';
}

/** As `network.protocol.version` has it. */
function versionOf({ httpVersion }: IncomingMessage): string {
  return httpVersion === '2.0' ? '2' : httpVersion;
}

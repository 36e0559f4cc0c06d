import { builtinOrNone } from '@portcall/core/internal';
import type { ChannelFamily } from '../family.js';
import { type Emitter, HookedServers } from './http/hooked-servers.js';
import { measureServers } from './http/measure-servers.js';

/**
 * Servers of node:http, node:https and node:http2: every request is a call. Node tells of a connection and of a request
 * before listeners are told, so that it does not matter which was there first, the server or whoever looks on.
 * @see https://nodejs.org/docs/latest/api/diagnostics_channel.html#built-in-channels
 */
export const httpServer: ChannelFamily<'http-server'> = {
  name: 'http-server',
  subscribe(to, _options, { backend }) {
    to.onEnd(measureServers(backend));
    const servers = new HookedServers();
    to.onEnd(() => servers.end());
    to.on('http.server.request.start', ({ server }: { readonly server: unknown }) => servers.hook(server));
    to.on('net.server.socket', ({ socket }: { readonly socket: { readonly server?: unknown } }) =>
      servers.hook(socket.server),
    );
    if (tellsOfServers()) return;
    for (const name of ['node:http', 'node:https'] as const) {
      const module = builtinOrNone(name);
      if (module !== undefined) servers.hookAll(module.Server.prototype as Emitter);
    }
  },
};

/** Bun and Deno have these channels, and publish nothing on them. */
function tellsOfServers(): boolean {
  return process.versions['bun'] === undefined && process.versions['deno'] === undefined;
}

import { exchangeOf } from '../../serving/exchanges.js';
import type { ChannelFamily } from '../family.js';

interface HandlerMessage {
  readonly request: { readonly raw: object };
  readonly route: { readonly url: unknown };
  readonly error?: unknown;
}

/** @see https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks */
export const fastify: ChannelFamily<'fastify'> = {
  name: 'fastify',
  subscribe(to) {
    to.on('tracing:fastify.request.handler:start', ({ request, route }: HandlerMessage) => {
      if (typeof route.url === 'string') exchangeOf(request.raw)?.routed(route.url);
    });
    to.on('tracing:fastify.request.handler:error', ({ request, error }: HandlerMessage) => {
      exchangeOf(request.raw)?.threw(error);
    });
  },
};

import { exchangeOf } from '../../serving/exchanges.js';
import type { ChannelFamily } from '../family.js';

interface HandlerMessage {
  readonly event: {
    readonly runtime?: { readonly node?: { readonly req?: object } };
    readonly context: { readonly matchedRoute?: { readonly route?: unknown } };
  };
  readonly type: 'middleware' | 'route';
  readonly error?: unknown;
}

/**
 * h3 2, where its plugin publishes: `new H3().register(tracingPlugin())`.
 * @see https://github.com/h3js/h3 (src/tracing.ts)
 */
export const h3: ChannelFamily<'h3'> = {
  name: 'h3',
  subscribe(to) {
    to.on('tracing:h3.request:start', ({ event, type }: HandlerMessage) => {
      const route = type === 'route' ? event.context.matchedRoute?.route : undefined;
      if (typeof route === 'string') exchangeOf(event.runtime?.node?.req)?.routed(route);
    });
    to.on('tracing:h3.request:error', ({ event, error }: HandlerMessage) => {
      exchangeOf(event.runtime?.node?.req)?.threw(error);
    });
  },
};

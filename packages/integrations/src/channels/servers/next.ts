import { safely } from '@portcall/core/internal';
import { spanStarts } from '@portcall/otel/internal';
import { runningExchange } from '../../serving/exchanges.js';
import type { ChannelFamily } from '../family.js';

const SCOPE = 'next.js';
const ROUTE = 'next.route';
/** Pages for what has gone wrong: no route has answered, or another one before. */
const NOT_ROUTES: ReadonlySet<string> = new Set(['/_not-found', '/_global-error', '/_error', '/404', '/500']);

/**
 * Next.js, by the spans that it makes itself: they say the route when its page is looked for.
 * @see https://nextjs.org/docs/app/guides/open-telemetry#default-spans-in-nextjs
 */
export const next: ChannelFamily<'next'> = {
  name: 'next',
  subscribe(to) {
    const told: typeof spanStarts.told = (scope, attributes) => {
      if (scope !== SCOPE) return;
      safely('call.integration', 'the route of a request', () => {
        const { [ROUTE]: route } = attributes;
        if (typeof route === 'string' && !NOT_ROUTES.has(route)) runningExchange()?.routed(route);
      });
    };
    spanStarts.told = told;
    to.onEnd(() => {
      if (spanStarts.told === told) spanStarts.told = undefined;
    });
  },
};

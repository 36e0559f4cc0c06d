import type { ChannelFamily } from '../family.js';
import { publishesCreated } from './created-requests.js';
import { newest } from './newest-request.js';
import type { ObservedRequest } from './observed-request.js';
import { originOf } from './origin.js';
import { requestObserver } from './request-observer.js';
import type { RequestTarget } from './request-target.js';
import { requestTimer } from './request-timer.js';

/** The same id for what is sent again. */
interface GotMessage {
  readonly requestId: string;
}
interface StartMessage extends GotMessage {
  readonly url: string;
  readonly method: string;
}
interface ResponseMessage extends GotMessage {
  readonly statusCode: number;
}
interface ErrorMessage extends GotMessage {
  readonly error: unknown;
}
interface RetryMessage extends ErrorMessage {
  readonly retryCount: number;
}

interface Resends {
  retries: number;
  redirects: number;
}

/** got does not say when it has done with a request for good. */
const MOST_KEPT = 1_000;

/**
 * What got knows of its requests beside node:http, which it sends them by: how often one is sent again. Those that it sends by
 * another way, such as HTTP/2, become spans here; nothing can be added to their headers.
 * @see https://github.com/sindresorhus/got/blob/main/documentation/diagnostics-channel.md
 */
export const got: ChannelFamily<'got'> = {
  name: 'got',
  subscribe(to, _options, host) {
    // got publishes since version 16, which is not for older ones. There Node speaks of a request after got has.
    if (!publishesCreated()) return;
    const observe = requestObserver(requestTimer(to, host));
    const running = new Map<string, ObservedRequest>();
    const resends = new Map<string, Resends>();
    const resendsOf = (requestId: string): Resends => {
      const known = resends.get(requestId);
      if (known !== undefined) return known;
      if (resends.size >= MOST_KEPT) resends.delete(resends.keys().next().value!);
      const first = { retries: 0, redirects: 0 };
      resends.set(requestId, first);
      return first;
    };
    const end = (requestId: string, failure?: { readonly cause: unknown }): void => {
      running.get(requestId)?.ended(failure);
      running.delete(requestId);
    };
    to.on('got:request:start', ({ requestId, url, method }: StartMessage) => {
      const seen = seenByNode(url);
      const observed = seen ?? observe(() => targetOf(url, method), undefined);
      if (observed === undefined) return;
      if (seen === undefined) running.set(requestId, observed);
      const { retries, redirects } = resends.get(requestId) ?? { retries: 0, redirects: 0 };
      if (retries + redirects > 0) observed.resent(retries + redirects);
    });
    to.on('got:response:start', ({ requestId, statusCode }: ResponseMessage) => {
      running.get(requestId)?.answered(statusCode);
    });
    to.on('got:response:end', ({ requestId }: GotMessage) => end(requestId));
    to.on('got:request:retry', ({ requestId, retryCount, error }: RetryMessage) => {
      resendsOf(requestId).retries = retryCount;
      end(requestId, running.get(requestId)?.isAnswered === true ? undefined : { cause: error });
    });
    to.on('got:response:redirect', ({ requestId }: GotMessage) => {
      resendsOf(requestId).redirects += 1;
      end(requestId);
    });
    to.on('got:request:error', ({ requestId, error }: ErrorMessage) => {
      resends.delete(requestId);
      end(requestId, { cause: error });
    });
  },
};

/** got tells of a request as soon as it has given it to Node. */
function seenByNode(url: string): ObservedRequest | undefined {
  const { request } = newest;
  if (request === undefined || !url.endsWith(request.target.path)) return undefined;
  newest.request = undefined;
  return request;
}

function targetOf(url: string, method: string): RequestTarget {
  const { origin, pathname, search } = new URL(url);
  return { method, path: pathname + search, ...originOf(origin) };
}

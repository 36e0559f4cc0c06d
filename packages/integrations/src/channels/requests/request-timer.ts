import { bind } from '@portcall/metrics';
import { httpClientCatalog } from '@portcall/ports';
import type { IntegrationHost } from '../../integration.js';
import type { Subscriptions } from '../subscribing/subscriptions.js';
import type { RequestTimer } from './observed-request.js';
import { isKnownMethod } from './request-target.js';

/** Measures requests as `http.client.request.duration`, until nobody listens any more: some are still under way then. */
export function requestTimer(to: Subscriptions, { backend }: IntegrationHost): RequestTimer {
  const { duration } = bind(httpClientCatalog(), backend);
  let isOver = false;
  to.onEnd(() => {
    isOver = true;
  });
  return (seconds, { method, address, port }, { statusCode, version, errorType }) => {
    if (isOver) return;
    duration.record(seconds, {
      'http.request.method': isKnownMethod(method) ? method : '_OTHER',
      'server.address': address,
      'server.port': port,
      'http.response.status_code': statusCode,
      'error.type': errorType,
      'network.protocol.version': version,
    });
  };
}

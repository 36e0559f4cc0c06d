import { bind } from '@portcall/metrics';
import { httpClientCatalog } from '@portcall/ports';
import type { IntegrationHost } from '../../integration.js';
import type { RequestTimer } from './observed-request.js';
import { isKnownMethod } from './request-target.js';

/** Measures requests as `http.client.request.duration`. */
export function requestTimer({ backend }: IntegrationHost): RequestTimer {
  const { duration } = bind(httpClientCatalog(), backend);
  return (seconds, { method, address, port }, { statusCode, version, errorType }) =>
    duration.record(seconds, {
      'http.request.method': isKnownMethod(method) ? method : '_OTHER',
      'server.address': address,
      'server.port': port,
      'http.response.status_code': statusCode,
      'error.type': errorType,
      'network.protocol.version': version,
    });
}

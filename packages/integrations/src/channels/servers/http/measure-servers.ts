import { type Backend, bind } from '@portcall/metrics';
import { httpServerCatalog } from '@portcall/ports';
import { type ServerMetrics, serverMetrics } from '../../../serving/server-metrics.js';

/** Counts requests on a backend from now on. @returns undo */
export function measureServers(backend: Backend): () => void {
  const { duration, activeRequests } = bind(httpServerCatalog(), backend);
  const metrics: ServerMetrics = {
    began({ method, scheme }) {
      activeRequests.add(1, { 'http.request.method': method, 'url.scheme': scheme });
    },
    ended({ method, scheme, durationMs, version, route, status, errorType }) {
      activeRequests.add(-1, { 'http.request.method': method, 'url.scheme': scheme });
      duration.record(durationMs / 1_000, {
        'http.request.method': method,
        'url.scheme': scheme,
        'http.route': route,
        'http.response.status_code': status,
        'error.type': errorType,
        'network.protocol.version': version,
      });
    },
    discarded({ method, scheme }) {
      activeRequests.add(-1, { 'http.request.method': method, 'url.scheme': scheme });
    },
  };
  serverMetrics.current = metrics;
  return () => {
    if (serverMetrics.current === metrics) serverMetrics.current = undefined;
  };
}

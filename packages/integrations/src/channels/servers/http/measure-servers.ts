import { type Backend, bind } from '@portcall/metrics';
import { httpServerCatalog } from '@portcall/ports';
import { type ServedRequest, type ServerMetrics, serverMetrics } from '../../../serving/server-metrics.js';

/** Counts requests on a backend from now on. @returns undo */
export function measureServers(backend: Backend): () => void {
  const { duration, activeRequests } = bind(httpServerCatalog(), backend);
  const change = (by: number, { method, scheme }: ServedRequest): void =>
    activeRequests.add(by, { 'http.request.method': method, 'url.scheme': scheme });
  const metrics: ServerMetrics = {
    began(request) {
      change(1, request);
    },
    ended(request, durationMs, route, status, errorType) {
      change(-1, request);
      duration.record(durationMs / 1_000, {
        'http.request.method': request.method,
        'url.scheme': request.scheme,
        'http.route': route,
        'http.response.status_code': status,
        'error.type': errorType,
        'network.protocol.version': request.version,
      });
    },
    discarded(request) {
      change(-1, request);
    },
  };
  serverMetrics.current = metrics;
  return () => {
    if (serverMetrics.current === metrics) serverMetrics.current = undefined;
  };
}

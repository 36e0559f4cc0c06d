import {
  type AttributeKind,
  type Catalog,
  defineCatalog,
  histogram,
  integer,
  type MetricSpec,
  oneOf,
  optional,
  text,
  upDownCounter,
} from '@portcall/metrics';

type ByRequest = {
  readonly 'http.request.method': AttributeKind<string>;
  readonly 'url.scheme': AttributeKind<'http' | 'https'>;
};
type ByAnswer = ByRequest & {
  readonly 'http.route': AttributeKind<string, true>;
  readonly 'http.response.status_code': AttributeKind<number, true>;
  readonly 'error.type': AttributeKind<string, true>;
  readonly 'network.protocol.version': AttributeKind<string, true>;
};

export type HttpServerSpecs = {
  readonly duration: MetricSpec<'histogram', ByAnswer>;
  readonly activeRequests: MetricSpec<'upDownCounter', ByRequest>;
};

// Methods that the conventions do not know are `_OTHER`, which a closed set cannot name.
const byRequest: ByRequest = { 'http.request.method': text(), 'url.scheme': oneOf('http', 'https') };

/**
 * Requests that come in, as the conventions of OpenTelemetry measure them. A request that no route answers has no
 * `http.route`, whatever its path.
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#http-server
 */
export function httpServerCatalog(): Catalog<HttpServerSpecs> {
  return defineCatalog<HttpServerSpecs>({
    scope: 'portcall.http',
    naming: 'otel',
    metrics: {
      duration: histogram({
        name: 'http.server.request.duration',
        unit: 's',
        description: 'Duration of HTTP server requests, once per request when it was answered or given up.',
        attributes: {
          ...byRequest,
          'http.route': optional(text()),
          'http.response.status_code': optional(integer()),
          'error.type': optional(text()),
          'network.protocol.version': optional(text()),
        },
        boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
      }),
      activeRequests: upDownCounter({
        name: 'http.server.active_requests',
        unit: '{request}',
        description: 'HTTP server requests that are being answered.',
        attributes: byRequest,
      }),
    },
  });
}

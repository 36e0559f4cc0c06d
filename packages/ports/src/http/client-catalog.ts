import {
  type AttributeKind,
  type Catalog,
  defineCatalog,
  histogram,
  integer,
  type MetricSpec,
  optional,
  text,
} from '@portcall/metrics';

type ByRequest = {
  readonly 'http.request.method': AttributeKind<string>;
  readonly 'server.address': AttributeKind<string>;
  readonly 'server.port': AttributeKind<number>;
  readonly 'http.response.status_code': AttributeKind<number, true>;
  readonly 'error.type': AttributeKind<string, true>;
  readonly 'network.protocol.version': AttributeKind<string, true>;
};

export type HttpClientSpecs = {
  readonly duration: MetricSpec<'histogram', ByRequest>;
};

/**
 * Requests that go out, as the stable conventions of OpenTelemetry measure them.
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#http-client
 */
export function httpClientCatalog(): Catalog<HttpClientSpecs> {
  return defineCatalog<HttpClientSpecs>({
    scope: 'portcall.http',
    naming: 'otel',
    metrics: {
      duration: histogram({
        name: 'http.client.request.duration',
        unit: 's',
        description: 'Duration of HTTP client requests, once per request when its response was read.',
        attributes: {
          // Methods that the conventions do not know are `_OTHER`, which a closed set cannot name.
          'http.request.method': text(),
          'server.address': text(),
          'server.port': integer(),
          'http.response.status_code': optional(integer()),
          'error.type': optional(text()),
          'network.protocol.version': optional(text()),
        },
        boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
      }),
    },
  });
}

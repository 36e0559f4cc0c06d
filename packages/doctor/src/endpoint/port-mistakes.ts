import type { ConnectionFailure } from './connection-failures.js';

export const TLS_PORT: ConnectionFailure = {
  id: 'endpoint.tls_port',
  cause: 'http:// is spoken to a port that speaks TLS',
  fix: 'write https://',
};

export const GRPC_PORT: ConnectionFailure = {
  id: 'endpoint.grpc_port',
  cause: 'this port speaks gRPC, and OTLP over HTTP is sent to it',
  fix: 'use the port of the receiver for HTTP, most often 4318, or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc',
};

export const HTTP_PORT: ConnectionFailure = {
  id: 'endpoint.http_port',
  cause: 'this port speaks HTTP and no gRPC, and OTLP by gRPC is sent to it',
  fix: 'use the port of the receiver for gRPC, most often 4317, or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
};

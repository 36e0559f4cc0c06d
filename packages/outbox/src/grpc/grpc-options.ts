import type { ReadAnswer, RequestHeaders } from '../http/http-options.js';
import type { TlsOptions } from '../http/node/connections.js';

/** What requests to one OTLP receiver over gRPC have in common. */
export interface GrpcSenderOptions {
  /** `https://` for TLS. A path is not used; a user and a password are sent as `authorization`, unless `headers` has one. */
  readonly url: URL;
  /** Of the method, such as `/opentelemetry.proto.collector.trace.v1.TraceService/Export`. */
  readonly path: string;
  /** Sent with every request, by lowercase names; what the request itself needs cannot be set. @default none */
  readonly headers?: RequestHeaders;
  /** @default 'none' */
  readonly compression?: 'gzip' | 'none';
  /** Of https:// alone. @default Node's authorities, and no certificate of this client */
  readonly tls?: TlsOptions;
  /** As of a sender over HTTP; given the message in protobuf. @default nothing is read of it */
  readonly readAnswer?: ReadAnswer;
}

import type { Destination } from '../environment/destination.js';
import type { Finding } from '../finding.js';
import { HTTP_PORT, TLS_PORT } from './port-mistakes.js';
import type { Answered } from './reply.js';

type Said = Pick<Finding, 'id' | 'severity' | 'cause' | 'fix'>;

/** What is wrong with an answer to an empty request; undefined where it is one of a receiver of OTLP. */
export function faultOf(answer: Answered, { protocol }: Destination): Said | undefined {
  return protocol === 'grpc' ? faultOfGrpc(answer) : faultOfHttp(answer);
}

const UNAUTHORIZED: Said = {
  id: 'endpoint.unauthorized',
  severity: 'loss',
  cause: 'the receiver wants a key, or does not take the one it was sent',
  fix: 'give it in OTEL_EXPORTER_OTLP_HEADERS, with spaces as %20, or in otlp({ headers })',
};

const WRONG_PATH: Said = {
  id: 'endpoint.wrong_path',
  severity: 'loss',
  cause: 'something answers there that takes no OTLP at this path',
  fix: 'give the base of the receiver in OTEL_EXPORTER_OTLP_ENDPOINT, such as http://localhost:4318: the path of each signal is appended',
};

const OTHER_PROTOCOL: Said = {
  id: 'endpoint.protocol_refused',
  severity: 'loss',
  cause: 'the receiver does not take this encoding',
  fix: 'set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf, http/json or grpc, whichever it takes',
};

const BUSY: Said = {
  id: 'endpoint.busy',
  severity: 'warning',
  cause: 'the receiver, or what is before it, takes nothing at the moment',
  fix: 'see how it is; what is sent is retried, and kept as long as there is room',
};

const NOT_OTLP: Said = {
  id: 'endpoint.not_otlp',
  severity: 'loss',
  cause: 'the answer is none of a receiver of OTLP: a page, a proxy or another service answers there',
  fix: 'correct host, port and path of the endpoint',
};

function faultOfHttp(answer: Answered): Said | undefined {
  const { status, contentType, body } = answer;
  if (status >= 200 && status < 300) return looksLikeOtlp(answer) ? undefined : NOT_OTLP;
  if (status === 400 && /\bHTTPS (server|port)\b/i.test(body)) return { ...TLS_PORT, severity: 'loss' };
  if (status === 401 || status === 403 || status === 407) return UNAUTHORIZED;
  if (status === 404 || status === 405) return WRONG_PATH;
  if (status === 415 || status === 406) return OTHER_PROTOCOL;
  if (status === 429 || (status >= 502 && status <= 504)) return BUSY;
  if (status >= 300 && status < 400) return redirected();
  return refusing(/html/i.test(contentType) ? 'loss' : 'warning');
}

function looksLikeOtlp({ contentType, body }: Answered): boolean {
  if (/html/i.test(contentType) || /^\s*</.test(body)) return false;
  if (body === '') return true;
  return /protobuf|json|octet-stream/i.test(contentType);
}

function redirected(): Said {
  return {
    id: 'endpoint.redirects',
    severity: 'loss',
    cause: 'the receiver sends to another address, and telemetry follows nobody: its credentials are not for others',
    fix: 'give the address that it sends to as the endpoint',
  };
}

function refusing(severity: Finding['severity']): Said {
  return {
    id: 'endpoint.refuses',
    severity,
    cause: 'the receiver does not take an empty request, which is a valid one',
    fix: 'look into its log; where other requests are taken nothing is wrong',
  };
}

// https://grpc.io/docs/guides/status-codes/
const UNIMPLEMENTED = 12;
const OUT_OF_USE = [1, 4, 8, 10, 11, 14, 15];
const NO_PERMISSION = [7, 16];

function faultOfGrpc({ status, grpcStatus, contentType }: Answered): Said | undefined {
  if (grpcStatus === 0) return undefined;
  if (grpcStatus === undefined) {
    if (status === 401 || status === 403) return UNAUTHORIZED;
    return /html/i.test(contentType) ? NOT_OTLP : { ...HTTP_PORT, severity: 'loss' };
  }
  if (NO_PERMISSION.includes(grpcStatus)) return UNAUTHORIZED;
  if (OUT_OF_USE.includes(grpcStatus)) return BUSY;
  return grpcStatus === UNIMPLEMENTED ? WRONG_SERVICE : refusing('warning');
}

const WRONG_SERVICE: Said = {
  id: 'endpoint.wrong_service',
  severity: 'loss',
  cause: 'a gRPC server answers there that takes no OTLP of this signal',
  fix: 'correct host and port, or switch this signal on at the receiver',
};

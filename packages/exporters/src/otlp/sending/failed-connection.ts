import type { Failure } from '@portcall/outbox';
import type { Destination } from '../destination.js';

/** Why an export failed, in words, and what to do about it. */
export interface FailedExport {
  readonly reason: string;
  readonly fix: string;
}

/** What Node's code of a failed connection means; undefined where it is not one of a connection. */
export function failedConnection(
  { code, said }: Failure,
  { url, setting, protocol }: Destination,
): FailedExport | undefined {
  switch (code) {
    case '':
      return undefined;
    case 'TIMEOUT':
      return {
        reason: 'no answer came in time',
        fix: 'check that the receiver is up, or raise otlp({ timeoutMillis })',
      };
    case 'NOT_OTLP':
      return {
        reason: `it does not answer like an OTLP receiver (${said})`,
        fix: `check that ${setting} is the address of one, and of no proxy or web page`,
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { reason: `the host "${url.hostname}" is unknown (${code})`, fix: `check its spelling in ${setting}` };
    case 'ECONNREFUSED':
      return { reason: `nothing listens on ${url.host} (${code})`, fix: `start the receiver, or correct ${setting}` };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return { reason: `${url.host} cannot be reached (${code})`, fix: `check the network, and ${setting}` };
    case 'ECONNRESET':
    case 'EPIPE':
      return {
        reason: `the connection was closed without an answer (${code})`,
        fix: `check that the receiver is up and that ${setting} is its address for OTLP over ${protocol === 'grpc' ? 'gRPC' : 'HTTP'}; a receiver with TLS needs https://`,
      };
    case 'NOT_HTTP2':
      return {
        reason: said,
        fix: `give the receiver's port for gRPC in ${setting}, which is 4317 by default; 4318 is for OTLP over HTTP`,
      };
    case 'ERR_INVALID_CHAR':
      return {
        reason: `a header holds a character that HTTP does not allow (${said})`,
        fix: 'correct OTEL_EXPORTER_OTLP_HEADERS',
      };
  }
  if (code.startsWith('HPE_'))
    return {
      reason: `what was answered is not HTTP (${code})`,
      fix: `give the receiver's port for OTLP over HTTP in ${setting}, which is 4318 by default; 4317 is for gRPC`,
    };
  return url.protocol === 'https:' ? (ofOurCertificate(code, said) ?? ofTls(code, said, setting)) : undefined;
}

/** What a receiver says that wants a certificate: that it was shown none, or one that it does not take. */
const ALERT = /alert[_ ](certificate|unknown[_ ]ca|bad[_ ]certificate|handshake[_ ]failure|access[_ ]denied)/i;

function ofOurCertificate(code: string, said: string): FailedExport | undefined {
  if (!ALERT.test(code) && !ALERT.test(said)) return undefined;
  return {
    reason: `the receiver wants a certificate of this process, or does not take the one it was shown (${code})`,
    fix: 'name one that it takes in OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE, and its key in OTEL_EXPORTER_OTLP_CLIENT_KEY',
  };
}

function ofTls(code: string, said: string, setting: string): FailedExport | undefined {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {
      reason: `the receiver's certificate is for another host (${code})`,
      fix: `write the host as the certificate does in ${setting}`,
    };
  if (/EXPIRED|NOT_YET_VALID/.test(code))
    return { reason: `the receiver's certificate is not valid now (${code})`, fix: 'renew it, or set the clock' };
  if (/CERT|SIGNATURE|ISSUER/.test(code))
    return {
      reason: `the receiver's certificate is not trusted (${code})`,
      fix: 'name the file of its authority in OTEL_EXPORTER_OTLP_CERTIFICATE or NODE_EXTRA_CA_CERTS',
    };
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|EPROTO/.test(code) || /wrong version/.test(said))
    return {
      reason: `the receiver does not speak TLS (${code})`,
      fix: `write http:// instead of https:// in ${setting}`,
    };
  return undefined;
}

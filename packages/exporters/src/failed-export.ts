import { describe } from '@portcall/core';
import type { Destination } from './destination.js';
import { plainText } from './plain-text.js';
import type { RequestWatch } from './request-watch.js';
import { withoutSecrets } from './secrets.js';

/** Why an export failed, in words, and what to do about it. */
export interface FailedExport {
  readonly reason: string;
  readonly fix: string;
}

interface Failure {
  /** Node's code of a failed connection. */
  readonly code: string;
  /** What the receiver or Node said, fit to be printed. */
  readonly said: string;
  /** Of the receiver's answer, where there was one. */
  readonly status: number | undefined;
}

export function failedExport(error: unknown, to: Destination, watch: RequestWatch): FailedExport {
  const failure = failureOf(error, watch);
  const { reason, fix } = ofConnection(failure, to) ?? ofAnswer(failure, to) ?? unknownFailure(failure, to);
  return { reason, fix: ofUrl(failure, to) ?? fix };
}

function failureOf(error: unknown, { status, secrets }: RequestWatch): Failure {
  const { code, data, message } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly [K in 'code' | 'data' | 'message']?: unknown;
  };
  const said = [message, data].filter((text) => typeof text === 'string' && text !== '').join(': ');
  return {
    code: typeof code === 'string' ? code : '',
    said: plainText(withoutSecrets(said || describe(error), secrets)),
    status: typeof code === 'number' ? code : status,
  };
}

/** What a URL itself gives away once it does not work. */
function ofUrl({ code }: Failure, { url, shown, setting }: Destination): string | undefined {
  const doubled = /^(.*?)\/v1\/(?:traces|metrics)\/v1\/(?:traces|metrics)$/.exec(shown);
  if (doubled !== null) return `write ${setting} without /v1/…, which is appended: ${doubled[1]}`;
  if (url.port === '4317' && code !== 'ENOTFOUND' && code !== 'EAI_AGAIN')
    return `use port 4318 in ${setting}: 4317 is the port of OTLP over gRPC, and this is OTLP over HTTP`;
  return undefined;
}

function ofConnection({ code, said }: Failure, { url, setting }: Destination): FailedExport | undefined {
  switch (code) {
    case '':
      return undefined;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { reason: `there is no host "${url.hostname}" (${code})`, fix: `check its spelling in ${setting}` };
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
        fix: `is the receiver up, and is ${setting} its address for OTLP over HTTP? One that wants TLS needs https://`,
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
  return url.protocol === 'https:' ? ofTls(code, said, setting) : undefined;
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

function ofAnswer({ status, said }: Failure, { setting, signal }: Destination): FailedExport | undefined {
  if (status === undefined) return undefined;
  const reason = `it answered ${status}${said === '' || RETRIED.test(said) ? '' : ` (${said})`}`;
  if (/HTTPS (server|port)/i.test(said)) return { reason, fix: `write https:// instead of http:// in ${setting}` };
  switch (status) {
    case 401:
    case 403:
      return { reason, fix: 'check the key in otlp({ headers }) or OTEL_EXPORTER_OTLP_HEADERS' };
    case 404:
    case 405:
      return {
        reason,
        fix: `is this an OTLP receiver? It takes ${signal} at /v1/${signal}; correct ${setting}`,
      };
    case 413:
      return { reason, fix: 'raise the size of a request that the receiver takes' };
    case 415:
      return { reason, fix: 'let the receiver take OTLP as JSON over HTTP' };
    case 429:
      return { reason, fix: 'the receiver gets more than it takes; raise its limit, or send less often' };
    default:
      return { reason, fix: "the receiver's own log says why" };
  }
}

// What OpenTelemetry's exporter says where it has given up: no more than its status.
const RETRIED = /^Export failed with retryable status$/;

function unknownFailure({ said }: Failure, { setting }: Destination): FailedExport {
  if (/timed out/i.test(said))
    return { reason: 'no answer came in time', fix: 'is the receiver up? See otlp({ timeoutMillis })' };
  return { reason: said, fix: `check ${setting}` };
}

import type { Failure } from '@portcall/outbox';
import { plainText } from '../../plain-text.js';
import type { Destination } from '../destination.js';
import { type FailedExport, failedConnection } from './failed-connection.js';
import { grpcAnswer } from './grpc-answer.js';

/** Why a request was not delivered, in words: by its connection, by the receiver's answer, and by what its URL gives away. */
export function failedExport(given: Failure, to: Destination): FailedExport {
  const failure = { ...given, said: plainText(given.said) };
  const { reason, fix } = failedConnection(failure, to) ?? answerOf(failure, to) ?? unknownFailure(failure, to);
  return { reason, fix: ofUrl(failure, to) ?? fix };
}

/** What a URL itself gives away once it does not work. */
function ofUrl({ code, status }: Failure, { url, shown, setting, signal, protocol }: Destination): string | undefined {
  if (protocol === 'grpc') return undefined;
  const doubled = /^(.*?)\/v1\/(?:traces|metrics)\/v1\/(?:traces|metrics)$/.exec(shown);
  if (doubled !== null && setting.endsWith(`_${signal.toUpperCase()}_ENDPOINT`))
    return `write /v1/${signal} once in ${setting}`;
  if (doubled !== null) return `write ${setting} without /v1/…, which is appended: ${doubled[1]}`;
  // Whoever answers with another status speaks HTTP.
  const isAnswered = status !== undefined && ![404, 415, 426].includes(status);
  if (url.port === '4317' && !isAnswered && code !== 'ENOTFOUND' && code !== 'EAI_AGAIN')
    return `use port 4318 in ${setting}: 4317 is the port of OTLP over gRPC, and this is OTLP over HTTP`;
  return undefined;
}

function answerOf(failure: Failure, to: Destination): FailedExport | undefined {
  return to.protocol === 'grpc' ? grpcAnswer(failure, to) : httpAnswer(failure, to);
}

function httpAnswer({ status, said }: Failure, { setting, signal }: Destination): FailedExport | undefined {
  if (status === undefined) return undefined;
  const reason = `it answered ${status}${said === '' ? '' : ` (${said})`}`;
  if (/HTTPS (server|port)/i.test(said)) return { reason, fix: `write https:// instead of http:// in ${setting}` };
  if (status >= 300 && status < 400)
    return { reason, fix: `redirects are not followed; write the address it redirects to in ${setting}` };
  switch (status) {
    case 401:
    case 403:
      return { reason, fix: 'check the key in otlp({ headers }) or OTEL_EXPORTER_OTLP_HEADERS' };
    case 404:
    case 405:
      return {
        reason,
        fix: `check that this is an OTLP receiver, which takes ${signal} at /v1/${signal}; correct ${setting}`,
      };
    case 413:
      return { reason, fix: 'raise the size of a request that the receiver takes' };
    case 415:
      return {
        reason,
        fix: 'set OTEL_EXPORTER_OTLP_PROTOCOL to what the receiver takes, "http/protobuf" (the default) or "http/json"',
      };
    case 429:
      return { reason, fix: 'the receiver gets more than it takes; raise its limit, or send less often' };
    default:
      return { reason, fix: "the receiver's own log says why" };
  }
}

function unknownFailure({ said }: Failure, { setting }: Destination): FailedExport {
  return { reason: said === '' ? 'nothing was said' : said, fix: `check ${setting}` };
}

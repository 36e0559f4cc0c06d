import type { IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import type { BoundedBody } from '../http/bounded-body.js';
import type { AnswerReading } from '../http/http-answer.js';
import { unzipped } from '../http/node/unzipped.js';
import { retryAfterMillis } from '../http/retry-after.js';
import type { Answer } from '../sender.js';
import { messageOf } from './frame.js';
import { isMalformed, isRetryable, isTooLarge, mayBeTaken, STATUS, statusOfHttp } from './status.js';
import { decodedMessage, retryDelayMillis } from './status-details.js';

export type AnswerHead = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** An answer over HTTP/2, as far as it was read. */
export interface GrpcAnswer {
  readonly head: AnswerHead;
  readonly trailers: IncomingHttpHeaders;
  readonly body: BoundedBody;
}

const OK = 200; // of HTTP
const LONGEST = 4_096; // bytes; of what is said less is kept

/** What became of a request, by its answer. @see https://opentelemetry.io/docs/specs/otlp/#otlpgrpc-response */
export function answerOf({ head, trailers, body }: GrpcAnswer, reading: AnswerReading): Answer {
  const said = { ...head, ...trailers };
  const given = statusOf(headerOf(said, 'grpc-status'));
  if (given === undefined && !isGrpc(head)) return ofSomebodyElse(head, body, reading);
  // A message that is too long to be read stands before the status; whoever handles a request answers it at its end.
  if (given === STATUS.OK || given === undefined) return delivered(head, body, reading);
  return failed(given, said, reading);
}

/** Whether it was answered as a call is, and not by a proxy or a web server. */
export function isGrpc(head: AnswerHead): boolean {
  return head[':status'] === OK && /^application\/grpc(?:[+;]|$)/.test(head['content-type'] ?? '');
}

function statusOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : STATUS.UNKNOWN;
}

function delivered(head: IncomingHttpHeaders, body: BoundedBody, reading: AnswerReading): Answer {
  const message = messageOf(body.whole, headerOf(head, 'grpc-encoding'));
  const said = message.length === 0 ? undefined : reading.readAnswer?.(message, 'application/x-protobuf');
  return { kind: 'delivered', rejected: said?.rejected ?? 0, message: reading.head.clean(said?.message ?? '') };
}

function failed(status: number, said: IncomingHttpHeaders, reading: AnswerReading): Answer {
  const message = decodedMessage(headerOf(said, 'grpc-message') ?? '');
  const failure = { code: '', status, said: reading.head.clean(message) };
  const wait = retryDelayMillis(headerOf(said, 'grpc-status-details-bin'));
  const isLarge = isTooLarge(status, message);
  if (isLarge || !isRetryable(status, wait !== undefined))
    return { kind: 'refused', failure, mayHalve: isLarge || isMalformed(status, message), isTooLarge: isLarge };
  return {
    kind: 'not-now',
    failure,
    ...(wait === undefined ? {} : { retryAfterMillis: wait }),
    mayHaveArrived: mayBeTaken(status),
    wasReset: false,
  };
}

/** By a status of HTTP: a proxy, a web server, somebody's login. */
function ofSomebodyElse(head: AnswerHead, body: BoundedBody, reading: AnswerReading): Answer {
  const http = head[':status'] ?? 0;
  const status = statusOfHttp(http);
  const text = new TextDecoder().decode(unzipped(body.whole, headerOf(head, 'content-encoding')).subarray(0, LONGEST));
  const code = http < 300 ? 'NOT_OTLP' : '';
  const failure = { code, status, said: reading.head.clean(`HTTP ${http}${text === '' ? '' : `: ${text}`}`) };
  if (!isRetryable(status, false)) return { kind: 'refused', failure, mayHalve: false };
  const wait = retryAfterMillis(headerOf(head, 'retry-after'));
  return {
    kind: 'not-now',
    failure,
    ...(wait === undefined ? {} : { retryAfterMillis: wait }),
    mayHaveArrived: http === 502 || http === 504,
    wasReset: false,
  };
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

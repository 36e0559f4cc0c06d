import type { Answer } from '../sender.js';
import type { ReadAnswer } from './http-options.js';
import type { RequestHead } from './request-head.js';
import { retryAfterMillis } from './retry-after.js';
import { statusMessage } from './status-message.js';

/** An answer over HTTP, as far as it was read. */
export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  /** Empty for none. */
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly location: string | undefined;
  readonly body: Uint8Array;
}

/** How answers are read. */
export interface AnswerReading {
  readonly readAnswer: ReadAnswer | undefined;
  /** Of the request, whose secrets are not to be said again. */
  readonly head: RequestHead;
}

/** What became of a request, by its answer: the table of OTLP over HTTP. @see https://opentelemetry.io/docs/specs/otlp/#failures-1 */
export function answerOf(answer: HttpAnswer, reading: AnswerReading): Answer {
  const { status, retryAfter } = answer;
  if (isSuccess(status)) return ofSuccess(answer, reading);
  const failure = { code: '', status, said: saidOf(answer, reading) };
  if (!RETRYABLE.has(status)) {
    const isTooLarge = status === 413;
    return { kind: 'refused', failure, mayHalve: status === 400 || isTooLarge, isTooLarge };
  }
  const wait = retryAfterMillis(retryAfter);
  return {
    kind: 'not-now',
    failure,
    ...(wait === undefined ? {} : { retryAfterMillis: wait }),
    // A gateway that got no answer cannot tell whether whoever is behind it has taken the request.
    mayHaveArrived: status === 502 || status === 504,
    wasReset: false,
  };
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

const RETRYABLE = new Set([429, 502, 503, 504]);

function ofSuccess(answer: HttpAnswer, reading: AnswerReading): Answer {
  const { body, contentType, status } = answer;
  if (body.length === 0) return { kind: 'delivered', rejected: 0, message: '' };
  if (isPage(contentType, body))
    return {
      kind: 'refused',
      failure: { code: 'NOT_OTLP', status, said: saidOf(answer, reading) },
      mayHalve: false,
    };
  const { rejected, message } = reading.readAnswer?.(body, contentType) ?? { rejected: 0, message: '' };
  return { kind: 'delivered', rejected, message: reading.head.clean(message) };
}

const LESS_THAN = 0x3c;

/**
 * Whether somebody answered who is no receiver: a proxy's login, a web server's start page. Plain text is none: Go calls an
 * answer so that nobody has named. Neither JSON nor protobuf can begin with `<`.
 */
function isPage(contentType: string, body: Uint8Array): boolean {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (
    /^(?:image|audio|video|font|multipart)\/|^text\/(?!plain$|json$)|^application\/(?:javascript$|xml$|.*\+xml$)/.test(
      type,
    )
  )
    return true;
  if (type === 'application/x-protobuf' || type === 'application/json') return false;
  return body.find((byte) => byte > 0x20) === LESS_THAN;
}

const LONGEST = 4_096; // bytes; of what is said less is kept

/** Status line and body; of a redirection where it leads, without what may be a key in there. */
function saidOf({ statusText, contentType, body, location }: HttpAnswer, reading: AnswerReading): string {
  const text = statusMessage(body.subarray(0, LONGEST), contentType);
  const to = location === undefined ? '' : `location ${location.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//')}`;
  return reading.head.clean([statusText, to, text].filter((part) => part !== '').join(': '));
}

import { unanswered } from '../http/failed-request.js';
import type { RequestHead } from '../http/request-head.js';
import type { NotNow } from '../sender.js';
import type { Session } from './session.js';

/** A call that ended without a status. */
export interface FailedCall {
  /** Undefined where nobody said any. */
  readonly error: unknown;
  /** What the stream was closed with, of HTTP/2. */
  readonly rstCode: number | undefined;
  readonly session: Pick<Session, 'hasSpoken' | 'isLost'>;
  /** Whether the whole message was written. */
  readonly isSent: boolean;
}

const REFUSED_STREAM = 7; // of HTTP/2: nothing was done with it

/** Why a call has no answer. Another attempt may have one, whatever it was: the receiver itself has refused nothing. */
export function failedCall({ error, rstCode, session, isSent }: FailedCall, head: RequestHead): NotNow {
  const cause = causeOf(error, session);
  const isArrived = isSent && rstCode !== REFUSED_STREAM && cause.code !== 'NOT_HTTP2';
  const failed = unanswered(cause, isArrived, head);
  const isReset = session.isLost && !['NOT_HTTP2', 'TIMEOUT', 'CLOSED'].includes(failed.failure.code);
  return { ...failed, wasReset: isReset || rstCode === REFUSED_STREAM };
}

interface Cause {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

function causeOf(error: unknown, { hasSpoken, isLost }: FailedCall['session']): Cause {
  if (typeof error !== 'object' || error === null) return isLost || !hasSpoken ? CLOSED : WITHOUT_STATUS;
  const { code, cause } = error as Cause;
  // A call that waited for the connection shares its fate.
  if (code === 'ERR_HTTP2_STREAM_CANCEL' && cause !== undefined) return causeOf(cause, { hasSpoken, isLost });
  if (!hasSpoken && NOT_HTTP2.has(code)) return OTHER_PROTOCOL;
  return error;
}

/** What Node says of a receiver that answers in another protocol, or that chose none of TLS's. */
const NOT_HTTP2: ReadonlySet<unknown> = new Set(['ERR_HTTP2_ERROR', 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL']);

const OTHER_PROTOCOL: Cause = { code: 'NOT_HTTP2', message: 'what answers does not speak HTTP/2, as gRPC does' };
const CLOSED: Cause = { code: 'ECONNRESET', message: 'the connection was closed without an answer' };
const WITHOUT_STATUS: Cause = { code: 'NOT_OTLP', message: 'the answer ended without a status' };

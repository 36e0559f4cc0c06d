import type { NotNow, Refused } from '../sender.js';
import type { RequestHead } from './request-head.js';

/** A request that got no answer, and whose next attempt may get one. */
export function unanswered(error: unknown, isSent: boolean, head: RequestHead | undefined): NotNow {
  const failure = failureOf(error, head);
  return {
    kind: 'not-now',
    failure,
    mayHaveArrived: isSent && !NEVER_CONNECTED.test(failure.code),
    wasReset: RESET.has(failure.code),
  };
}

/** A request that could not even begin, for what is wrong with it here. */
export function unsendable(error: unknown, head: RequestHead): Refused {
  return { kind: 'refused', failure: failureOf(error, head), mayHalve: false };
}

const RESET = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET']);
// Nobody answers there, or whoever does is not trusted: nothing of the request was sent.
const NEVER_CONNECTED =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_(?:TLS|SSL)_\w+|\w*(?:CERT|SIGNATURE|ISSUER)\w*)$/;

function failureOf(error: unknown, head: RequestHead | undefined): NotNow['failure'] {
  const { code, said } = read(error);
  return { code, status: undefined, said: head === undefined ? said : head.clean(said) };
}

function read(error: unknown): { readonly code: string; readonly said: string } {
  if (typeof error !== 'object' || error === null) return { code: '', said: String(error) };
  const { code, message, errors } = error as { readonly [K in 'code' | 'message' | 'errors']?: unknown };
  // Of a host with several addresses each failure is told, and none by the whole.
  const parts = Array.isArray(errors) && message === '' ? errors.map((part) => read(part).said) : [message];
  return {
    code: typeof code === 'string' ? code : '',
    said: parts.filter((part) => typeof part === 'string').join(', '),
  };
}

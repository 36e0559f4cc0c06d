import { clipText } from '@portcall/core/internal';
import type { NotNow, Refused } from '../sender.js';
import { withoutSecrets } from './secrets.js';

const LONGEST = 1_024;

/** A request that got no answer, and whose next attempt may get one. */
export function unanswered(error: unknown, isSent: boolean, secrets: readonly string[]): NotNow {
  const failure = failureOf(error, secrets);
  return {
    kind: 'not-now',
    failure,
    mayHaveArrived: isSent && !NEVER_CONNECTED.has(failure.code),
    wasReset: RESET.has(failure.code),
  };
}

/** A request that could not even begin, for what is wrong with it here. */
export function unsendable(error: unknown, secrets: readonly string[]): Refused {
  return { kind: 'refused', failure: failureOf(error, secrets), mayHalve: false };
}

const RESET = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET']);
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function failureOf(error: unknown, secrets: readonly string[]): NotNow['failure'] {
  const { code, said } = read(error);
  return { code, status: undefined, said: clipText(withoutSecrets(said, secrets), LONGEST) };
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

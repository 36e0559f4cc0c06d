import { shown } from '@portcall/core/internal';
import type { RequestHead } from '../http/request-head.js';
import type { GrpcSenderOptions } from './grpc-options.js';

const LONGEST_TIMEOUT = 99_999_999; // eight digits

// What http2 keeps for itself, beside what no request may set.
const NOT_OF_A_CALL = new Set(['http2-settings', 'proxy-connection']);

/** The headers of one call, which must end within so many milliseconds. */
export function callHeaders(options: GrpcSenderOptions, head: RequestHead, millis: number): Record<string, string> {
  const { path, compression = 'none' } = options;
  const timeout = Math.min(Math.max(1, Math.ceil(millis)), LONGEST_TIMEOUT);
  return {
    ':method': 'POST',
    ':path': path,
    'grpc-timeout': `${timeout}m`,
    te: 'trailers',
    ...(compression === 'gzip' ? { 'grpc-encoding': 'gzip' } : {}),
    'grpc-accept-encoding': 'identity',
    ...Object.fromEntries(Object.entries(head.headers).filter(([name]) => isOfTheApp(name))),
  };
}

function isOfTheApp(name: string): boolean {
  return !NOT_OF_A_CALL.has(name) && !name.startsWith(':') && !name.startsWith('grpc-');
}

// Node leaves such a header out without a word.
const NOT_IN_A_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/** @throws Error naming the header that cannot be sent */
export function checkedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const wrong = Object.keys(headers).find((name) => NOT_IN_A_VALUE.test(headers[name]!));
  if (wrong === undefined) return headers;
  const message = `the header ${shown(wrong)}: it holds a character that HTTP does not allow; remove it`;
  throw Object.assign(new Error(message), { code: 'ERR_INVALID_CHAR' });
}

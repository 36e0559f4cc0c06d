import type { FnType } from '@portcall/trace';

/** Those of RFC 9110, PATCH and QUERY: what else strangers send is one method. */
const KNOWN: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'QUERY',
]);
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

export const OTHER_METHOD = '_OTHER';

/** A method as `http.request.method` has it. */
export function knownMethod(method: string): string {
  return KNOWN.has(method) ? method : OTHER_METHOD;
}

/** What a request of that method may do. */
export function typeOfMethod(method: string): FnType {
  return READING.has(method) ? 'query' : 'mutation';
}

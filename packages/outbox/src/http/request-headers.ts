import type { HttpOptions, RequestHeaders } from './http-options.js';
import { decoded } from './secrets.js';
import { USER_AGENT } from './user-agent.js';

// What belongs to the connection and to the body: set by somebody else, it would make another request of this one.
const OF_THE_REQUEST = new Set(['connection', 'content-encoding', 'content-length', 'content-type', 'host']);
for (const header of ['expect', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'])
  OF_THE_REQUEST.add(header);

/** The headers of one request, by lowercase names. */
export function requestHeaders({ url, contentType }: HttpOptions, own: RequestHeaders): Record<string, string> {
  const headers: Record<string, string> = { ...authorizationOf(url) };
  for (const [name, value] of Object.entries(own)) {
    const key = name.toLowerCase();
    if (!OF_THE_REQUEST.has(key)) headers[key] = value;
  }
  headers['content-type'] = contentType;
  const product = headers['user-agent'];
  headers['user-agent'] = product === undefined ? USER_AGENT : `${product} ${USER_AGENT}`;
  return headers;
}

/** A user and a password of a URL, as they are sent. */
function authorizationOf({ username, password }: URL): RequestHeaders {
  if (username === '' && password === '') return {};
  const bytes = new TextEncoder().encode(`${decoded(username)}:${decoded(password)}`);
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

import { clipText } from '@portcall/core/internal';
import type { HttpOptions, RequestHeaders } from './http-options.js';
import { decoded, secretsOf, withoutSecrets } from './secrets.js';
import { USER_AGENT } from './user-agent.js';

// What belongs to the connection and to the body: set by somebody else, it would make another request of this one.
const OF_THE_REQUEST = new Set(['connection', 'content-encoding', 'content-length', 'content-type', 'host']);
for (const header of ['expect', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'])
  OF_THE_REQUEST.add(header);

const LONGEST = 1_024; // enough for a reason, and no page of HTML

/** What a request begins with. */
export class RequestHead {
  /** By lowercase names. What the body itself needs is not among them. */
  readonly headers: Readonly<Record<string, string>>;
  private secrets: readonly string[] | undefined;

  constructor(
    private readonly options: HttpOptions,
    own: RequestHeaders,
  ) {
    this.headers = headersOf(options, own);
  }

  /** What somebody else says, without what is secret in this head, and short. */
  clean(said: string): string {
    if (said === '') return said;
    this.secrets ??= secretsOf(this.options.url, this.headers);
    return clipText(withoutSecrets(said, this.secrets), LONGEST);
  }
}

/** Gives the head of the next request: always the same one, unless headers are asked for before each. */
export function requestHeads(options: HttpOptions): () => RequestHead | Promise<RequestHead> {
  const { headers = {} } = options;
  if (typeof headers === 'function') return async () => new RequestHead(options, await headers());
  const head = new RequestHead(options, headers);
  return () => head;
}

function headersOf({ url, contentType }: HttpOptions, own: RequestHeaders): RequestHeaders {
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

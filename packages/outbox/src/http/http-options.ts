/** What requests to one OTLP receiver over HTTP have in common, whatever sends them. */
export interface HttpOptions {
  /** Where requests go; a user and a password in it are sent as `authorization`, unless `headers` has one. */
  readonly url: URL;
  /**
   * Sent with every request; what the request itself needs cannot be set. A function is asked before each request: one that
   * throws or rejects leaves the request for later.
   * @default none
   */
  readonly headers?: RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>);
  /** What the bytes are, such as `application/x-protobuf`. */
  readonly contentType: string;
  /** @default 'none' */
  readonly compression?: 'gzip' | 'none';
  /**
   * Reads what an answer of success says of losses: how many items were rejected, and why. Undefined for none; must not throw.
   * @default nothing is read of it
   */
  readonly readAnswer?: ReadAnswer;
}

export type RequestHeaders = Readonly<Record<string, string>>;

export type ReadAnswer = (
  body: Uint8Array,
  contentType: string,
) => { readonly rejected: number; readonly message: string } | undefined;

/** @throws Error where requests cannot go there */
export function checkedUrl(url: URL, what: string): URL {
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new Error(
    `${what}: the protocol ${url.protocol} is not one of OTLP over HTTP; give an http:// or https:// URL`,
  );
}

import type { Attempt } from './http/attempt.js';
import { Attempts } from './http/attempts.js';
import { unanswered, unsendable } from './http/failed-request.js';
import { checkedUrl, type HttpOptions } from './http/http-options.js';
import { Connections, type TlsOptions } from './http/node/connections.js';
import { Exchange } from './http/node/exchange.js';
import { gzip } from './http/node/gzip.js';
import { type RequestHead, requestHeads } from './http/request-head.js';
import type { Answer, Sender, SendOptions } from './sender.js';

export interface HttpSenderOptions extends HttpOptions {
  /** Of https:// alone. @default Node's authorities, and no certificate of this client */
  readonly tls?: TlsOptions;
}

/**
 * Sends requests of OTLP over HTTP by node:http(s), which is loaded for the first of them. Connections are kept, at most four,
 * and redirects are not followed: what is secret in a request stays with the receiver it is for.
 * @throws Error where the URL is not one of HTTP
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function httpSender(options: HttpSenderOptions): Sender {
  checkedUrl(options.url, 'httpSender({ url })');
  return new HttpSender(options);
}

class HttpSender implements Sender {
  private readonly attempts = new Attempts();
  private readonly nextHead: () => RequestHead | Promise<RequestHead>;
  private connections: Connections | undefined;

  constructor(private readonly options: HttpSenderOptions) {
    this.nextHead = requestHeads(options);
  }

  send(bytes: Uint8Array, { timeoutMillis, freshConnection = false }: SendOptions): Promise<Answer> {
    return this.attempts.run(timeoutMillis, (attempt) => this.begin(attempt, bytes, freshConnection));
  }

  close(): void {
    this.attempts.close();
    this.connections?.close();
  }

  /** Never rejects. */
  private async begin(attempt: Attempt, bytes: Uint8Array, isFresh: boolean): Promise<void> {
    const isGzip = this.options.compression === 'gzip';
    let head: RequestHead | undefined;
    try {
      head = await this.nextHead();
      const body = isGzip ? await gzip(bytes) : bytes;
      if (!attempt.isSettled) this.exchange(attempt, { head, body, isGzip, isFresh });
    } catch (error) {
      attempt.settle(unanswered(error, false, head));
    }
  }

  private exchange(attempt: Attempt, { head, body, isGzip, isFresh }: Prepared): void {
    const { url, tls = {}, readAnswer } = this.options;
    try {
      this.connections ??= new Connections(url, tls);
      const headers: Record<string, string | number> = { ...head.headers, 'content-length': body.length };
      if (isGzip) headers['content-encoding'] = 'gzip';
      const request = this.connections.request(headers, isFresh);
      new Exchange(request, { head, readAnswer }, attempt).send(body);
    } catch (error) {
      attempt.settle(unsendable(error, head));
    }
  }
}

interface Prepared {
  readonly head: RequestHead;
  readonly body: Uint8Array;
  readonly isGzip: boolean;
  readonly isFresh: boolean;
}

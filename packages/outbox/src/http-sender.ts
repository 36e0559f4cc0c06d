import type { Attempt } from './http/attempt.js';
import { Attempts } from './http/attempts.js';
import { unanswered, unsendable } from './http/failed-request.js';
import { checkedUrl, type HttpOptions } from './http/http-options.js';
import { Connections, type TlsOptions } from './http/node/connections.js';
import { Exchange } from './http/node/exchange.js';
import { gzip } from './http/node/gzip.js';
import { requestHeaders } from './http/request-headers.js';
import { secretsOf } from './http/secrets.js';
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
  private connections: Connections | undefined;

  constructor(private readonly options: HttpSenderOptions) {}

  send(bytes: Uint8Array, { timeoutMillis, freshConnection = false }: SendOptions): Promise<Answer> {
    return this.attempts.run(timeoutMillis, (attempt) => this.begin(attempt, bytes, freshConnection));
  }

  close(): void {
    this.attempts.close();
    this.connections?.close();
  }

  /** Never rejects. */
  private async begin(attempt: Attempt, bytes: Uint8Array, isFresh: boolean): Promise<void> {
    const { url, headers: own = {}, compression = 'none' } = this.options;
    let secrets = secretsOf(url, {});
    try {
      const theirs = typeof own === 'function' ? await own() : own;
      const headers = requestHeaders(this.options, theirs);
      secrets = secretsOf(url, headers);
      const body = compression === 'gzip' ? await gzip(bytes) : bytes;
      if (compression === 'gzip') headers['content-encoding'] = 'gzip';
      if (!attempt.isSettled) this.exchange(attempt, { headers, body, isFresh, secrets });
    } catch (error) {
      attempt.settle(unanswered(error, false, secrets));
    }
  }

  private exchange(attempt: Attempt, { headers, body, isFresh, secrets }: Prepared): void {
    const { url, tls = {}, readAnswer } = this.options;
    try {
      this.connections ??= new Connections(url, tls);
      headers['content-length'] = String(body.length);
      const request = this.connections.request(headers, isFresh);
      new Exchange(request, { readAnswer, secrets }, attempt).send(body);
    } catch (error) {
      attempt.settle(unsendable(error, secrets));
    }
  }
}

interface Prepared {
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  readonly isFresh: boolean;
  readonly secrets: readonly string[];
}

import type { Attempt } from './http/attempt.js';
import { Attempts } from './http/attempts.js';
import { unanswered, unsendable } from './http/failed-request.js';
import { compressed } from './http/fetch/compressed.js';
import { FetchExchange } from './http/fetch/fetch-exchange.js';
import { checkedUrl, type HttpOptions } from './http/http-options.js';
import { requestHeaders } from './http/request-headers.js';
import { secretsOf } from './http/secrets.js';
import type { Answer, Sender, SendOptions } from './sender.js';

/**
 * Sends requests of OTLP over HTTP by `fetch`, for runtimes that have no node:http. Connections are the runtime's: it knows no
 * fresh ones, and certificates are set there. Where it cannot compress, bytes are sent as they are.
 * @throws Error where the URL is not one of HTTP
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function fetchSender(options: HttpOptions): Sender {
  checkedUrl(options.url, 'fetchSender({ url })');
  return new FetchSender(options);
}

class FetchSender implements Sender {
  private readonly attempts = new Attempts();
  private readonly target: URL;

  constructor(private readonly options: HttpOptions) {
    // `fetch` takes no URL with a user in it; a header says the same.
    this.target = new URL(options.url);
    Object.assign(this.target, { username: '', password: '' });
  }

  send(bytes: Uint8Array, { timeoutMillis }: SendOptions): Promise<Answer> {
    return this.attempts.run(timeoutMillis, (attempt) => this.begin(attempt, bytes));
  }

  close(): void {
    this.attempts.close();
  }

  /** Never rejects. */
  private async begin(attempt: Attempt, bytes: Uint8Array): Promise<void> {
    const { url, headers: own = {}, compression = 'none', readAnswer } = this.options;
    let secrets = secretsOf(url, {});
    try {
      const headers = requestHeaders(this.options, typeof own === 'function' ? await own() : own);
      secrets = secretsOf(url, headers);
      const body = compression === 'gzip' ? await compressed(bytes) : undefined;
      if (body !== undefined) headers['content-encoding'] = 'gzip';
      if (attempt.isSettled) return;
      const request = this.request(headers, body ?? bytes);
      if (request instanceof Request) await new FetchExchange(request, { readAnswer, secrets }, attempt).send();
      else attempt.settle(unsendable(request.refused, secrets));
    } catch (error) {
      attempt.settle(unanswered(error, false, secrets));
    }
  }

  private request(headers: Record<string, string>, body: Uint8Array): Request | { readonly refused: unknown } {
    try {
      return new Request(this.target, {
        method: 'POST',
        headers,
        body: body as Uint8Array<ArrayBuffer>,
        redirect: 'manual',
      });
    } catch (error) {
      return { refused: error };
    }
  }
}

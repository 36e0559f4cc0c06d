import type { Attempt } from './http/attempt.js';
import { Attempts } from './http/attempts.js';
import { unanswered, unsendable } from './http/failed-request.js';
import { compressed } from './http/fetch/compressed.js';
import { FetchExchange } from './http/fetch/fetch-exchange.js';
import { checkedUrl, type HttpOptions, type RequestHeaders } from './http/http-options.js';
import { type RequestHead, requestHeads } from './http/request-head.js';
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
  private readonly nextHead: () => RequestHead | Promise<RequestHead>;
  private readonly target: URL;

  constructor(private readonly options: HttpOptions) {
    this.nextHead = requestHeads(options);
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
    let head: RequestHead | undefined;
    try {
      head = await this.nextHead();
      const gzip = this.options.compression === 'gzip' ? await compressed(bytes) : undefined;
      if (!attempt.isSettled) await this.exchange(attempt, head, bytes, gzip);
    } catch (error) {
      attempt.settle(unanswered(error, false, head));
    }
  }

  private async exchange(attempt: Attempt, head: RequestHead, bytes: Uint8Array, gzip?: Uint8Array): Promise<void> {
    const { readAnswer } = this.options;
    const request = this.request(gzip ?? bytes, gzip === undefined ? head.headers : { ...head.headers, ...GZIP });
    if (request instanceof Request) await new FetchExchange(request, { head, readAnswer }, attempt).send();
    else attempt.settle(unsendable(request.refused, head));
  }

  private request(body: Uint8Array, headers: RequestHeaders): Request | { readonly refused: unknown } {
    try {
      const init = { method: 'POST', headers, body: body as Uint8Array<ArrayBuffer>, redirect: 'manual' } as const;
      return new Request(this.target, init);
    } catch (error) {
      return { refused: error };
    }
  }
}

const GZIP: RequestHeaders = { 'content-encoding': 'gzip' };

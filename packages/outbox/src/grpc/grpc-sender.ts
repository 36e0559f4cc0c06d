import type { Attempt } from '../http/attempt.js';
import { Attempts } from '../http/attempts.js';
import { unanswered, unsendable } from '../http/failed-request.js';
import { checkedUrl } from '../http/http-options.js';
import { gzip } from '../http/node/gzip.js';
import { RequestHead } from '../http/request-head.js';
import type { Answer, Sender, SendOptions } from '../sender.js';
import { callHeaders, checkedHeaders } from './call-headers.js';
import { framed } from './frame.js';
import type { GrpcSenderOptions } from './grpc-options.js';
import { Sessions } from './sessions.js';
import { UnaryCall } from './unary-call.js';

/**
 * Sends requests of OTLP over gRPC by node:http2, which is loaded for the first of them. One connection is kept for all; it is
 * made anew when it has failed, and keeps no process alive while it is idle.
 * @throws Error where the URL is not one of HTTP
 * @see https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export function grpcSender(options: GrpcSenderOptions): Sender {
  checkedUrl(options.url, 'grpcSender({ url })');
  return new GrpcSender(options);
}

class GrpcSender implements Sender {
  private readonly attempts = new Attempts();
  private readonly head: RequestHead;
  private sessions: Sessions | undefined;

  constructor(private readonly options: GrpcSenderOptions) {
    this.head = new RequestHead({ url: options.url, contentType: 'application/grpc' }, options.headers ?? {});
  }

  send(bytes: Uint8Array, { timeoutMillis, freshConnection = false }: SendOptions): Promise<Answer> {
    const until = performance.now() + timeoutMillis;
    return this.attempts.run(timeoutMillis, (attempt) => this.begin(attempt, bytes, until, freshConnection));
  }

  close(): void {
    this.attempts.close();
    this.sessions?.close();
  }

  /** Never rejects. */
  private async begin(attempt: Attempt, bytes: Uint8Array, until: number, isFresh: boolean): Promise<void> {
    const isCompressed = this.options.compression === 'gzip';
    try {
      const message = framed(isCompressed ? await gzip(bytes) : bytes, isCompressed);
      if (!attempt.isSettled) this.call(attempt, message, until - performance.now(), isFresh);
    } catch (error) {
      attempt.settle(unanswered(error, false, this.head));
    }
  }

  private call(attempt: Attempt, message: Uint8Array, millis: number, isFresh: boolean): void {
    const { url, tls = {}, readAnswer } = this.options;
    try {
      this.sessions ??= new Sessions(url, tls);
      const session = this.sessions.take(isFresh);
      const stream = session.request(checkedHeaders(callHeaders(this.options, this.head, millis)));
      new UnaryCall({ session, stream, attempt, reading: { readAnswer, head: this.head } }).send(message);
    } catch (error) {
      attempt.settle(unsendable(error, this.head));
    }
  }
}

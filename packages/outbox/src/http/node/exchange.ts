import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Answer } from '../../sender.js';
import { type Attempt, type Interruption, SAID } from '../attempt.js';
import { BoundedBody } from '../bounded-body.js';
import { unanswered } from '../failed-request.js';
import { type AnswerReading, answerOf, isSuccess } from '../http-answer.js';
import { unzipped } from './unzipped.js';

/** Sends one request over node:http(s), and reads its answer. */
export class Exchange {
  private readonly body = new BoundedBody();
  private response: IncomingMessage | undefined;
  private isSent = false;

  constructor(
    private readonly request: ClientRequest,
    private readonly reading: AnswerReading,
    private readonly attempt: Attempt,
  ) {
    attempt.stop = (why) => this.stop(why);
    request
      .on('error', (error) => this.fail(error))
      .once('finish', () => {
        this.isSent = isConnected(request.socket);
      })
      .once('response', (response) => this.read(response));
  }

  send(bytes: Uint8Array): void {
    this.request.end(bytes);
  }

  private read(response: IncomingMessage): void {
    this.response = response;
    response
      .on('error', (error) => this.fail(error))
      .on('data', (chunk: Buffer) => {
        if (!this.body.add(chunk)) this.end(response);
      })
      .once('end', () => this.end(response));
  }

  /** The answer is whole, or longer than anybody reads; it may also have come before the request was sent. */
  private end(response: IncomingMessage): void {
    this.attempt.settle(this.answerOf(response));
    if (this.body.isFull || !this.isSent) this.request.destroy();
  }

  private fail(error: unknown): void {
    this.attempt.settle(this.failed(error));
    this.request.destroy();
  }

  private stop(why: Interruption): Answer {
    const answer = this.failed({ code: why, message: SAID[why] });
    this.request.destroy();
    return answer;
  }

  /** A status that is no success is an answer, even if its body never ends; a success is one when it is whole. */
  private failed(error: unknown): Answer {
    const { response } = this;
    return response === undefined || isSuccess(response.statusCode!)
      ? unanswered(error, this.isSent, this.reading.head)
      : this.answerOf(response);
  }

  private answerOf({ statusCode, statusMessage = '', headers }: IncomingMessage): Answer {
    const answer = {
      status: statusCode!,
      statusText: statusMessage,
      contentType: headers['content-type'] ?? '',
      retryAfter: headers['retry-after'],
      location: headers.location,
      body: unzipped(this.body.whole, headers['content-encoding']),
    };
    return answerOf(answer, this.reading);
  }
}

/** A request also finishes when a connection that was never made is given up. */
function isConnected(socket: (Socket & { readonly secureConnecting?: boolean }) | null): boolean {
  return socket?.destroyed === false && !socket.connecting && socket.secureConnecting !== true;
}

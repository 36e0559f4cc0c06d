import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { type Attempt, type Interruption, SAID } from '../http/attempt.js';
import { BoundedBody } from '../http/bounded-body.js';
import type { AnswerReading } from '../http/http-answer.js';
import type { Answer } from '../sender.js';
import { failedCall } from './failed-call.js';
import { type AnswerHead, answerOf, isGrpc } from './grpc-answer.js';
import type { Session } from './session.js';

export interface UnaryCallParts {
  readonly session: Session;
  readonly stream: ClientHttp2Stream;
  readonly attempt: Attempt;
  readonly reading: AnswerReading;
}

const CANCEL = 8; // of HTTP/2

/** Sends one message, and reads the one that answers it. */
export class UnaryCall {
  private readonly body = new BoundedBody();
  private head: AnswerHead | undefined;
  private trailers: IncomingHttpHeaders | undefined;
  private error: unknown;
  private isSent = false;

  constructor(private readonly parts: UnaryCallParts) {
    const { stream, attempt } = parts;
    attempt.stop = (why) => this.stop(why);
    stream
      .once('finish', () => {
        this.isSent = true;
      })
      .once('response', (headers: AnswerHead) => {
        this.head = headers;
      })
      .once('trailers', (headers: IncomingHttpHeaders) => {
        this.trailers = headers;
        this.endEarly();
      })
      .on('data', (chunk: Buffer) => {
        if (!this.body.add(chunk)) this.end();
      })
      .once('end', () => this.endEarly())
      .on('error', (error: unknown) => {
        this.error = error;
      })
      // What it said and what it sent has come by then, in whatever order.
      .once('close', () => this.end());
  }

  send(message: Uint8Array): void {
    this.parts.stream.end(message);
  }

  /** Whoever refuses a message at its beginning does not read the rest of it. */
  private endEarly(): void {
    const isWhole = this.parts.stream.readableEnded && (hasStatus(this.trailers) || hasStatus(this.head));
    if (isWhole) this.end();
  }

  private end(): void {
    const { attempt, stream, session } = this.parts;
    session.wasUsed = true;
    attempt.settle(this.answer());
    stream.close(CANCEL);
  }

  private stop(why: Interruption): Answer {
    const { stream, session } = this.parts;
    this.error = { code: why, message: SAID[why] };
    const answer = this.answer();
    stream.close(CANCEL);
    // Whoever says nothing may be gone without a word: the next call is not to wait for them again.
    if (this.head === undefined) session.retire();
    return answer;
  }

  /** What has a status was answered, and also a message that is longer than anybody reads. */
  private answer(): Answer {
    const { head, trailers, body } = this;
    const { session, stream, reading } = this.parts;
    const isAnswered = head !== undefined && (hasStatus(head) || hasStatus(trailers) || body.isFull || !isGrpc(head));
    if (isAnswered) return answerOf({ head, trailers: trailers ?? {}, body }, reading);
    return failedCall({ error: this.error, rstCode: stream.rstCode, session, isSent: this.isSent }, reading.head);
  }
}

function hasStatus(headers: IncomingHttpHeaders | undefined): boolean {
  return headers?.['grpc-status'] !== undefined;
}

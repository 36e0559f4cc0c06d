import type { Answer } from '../../sender.js';
import { type Attempt, type Interruption, SAID } from '../attempt.js';
import { BoundedBody } from '../bounded-body.js';
import { unanswered } from '../failed-request.js';
import { type AnswerReading, answerOf, isSuccess } from '../http-answer.js';

/** Sends one request by `fetch`, and reads its answer. */
export class FetchExchange {
  private readonly abort = new AbortController();
  private readonly body = new BoundedBody();
  private response: Response | undefined;

  constructor(
    private readonly request: Request,
    private readonly reading: AnswerReading,
    private readonly attempt: Attempt,
  ) {
    attempt.stop = (why) => this.stop(why);
  }

  /** Never rejects. */
  async send(): Promise<void> {
    try {
      this.response = await globalThis.fetch(this.request, { signal: this.abort.signal });
      await this.read(this.response);
      this.attempt.settle(this.answerOf(this.response));
      if (this.body.isFull) this.abort.abort();
    } catch (error) {
      this.attempt.settle(this.failed(causeOf(error)));
    }
  }

  private async read({ body }: Response): Promise<void> {
    const reader = (body as ReadableStream<Uint8Array> | null)?.getReader();
    for (;;) {
      const piece = await reader?.read();
      if (piece?.value === undefined || !this.body.add(piece.value)) return;
    }
  }

  private stop(why: Interruption): Answer {
    const answer = this.failed({ code: why, message: SAID[why] });
    this.abort.abort();
    return answer;
  }

  /** As over node:http, but nobody says how much was sent: whatever was begun may have arrived. */
  private failed(error: unknown): Answer {
    const { response } = this;
    return response === undefined || isSuccess(response.status)
      ? unanswered(error, true, this.reading.head)
      : this.answerOf(response);
  }

  private answerOf({ status, statusText, headers }: Response): Answer {
    const answer = {
      status,
      statusText,
      contentType: headers.get('content-type') ?? '',
      retryAfter: headers.get('retry-after') ?? undefined,
      location: headers.get('location') ?? undefined,
      body: this.body.whole,
    };
    return answerOf(answer, this.reading);
  }
}

/** `fetch` itself says only that it failed. */
function causeOf(error: unknown): unknown {
  return (error as { readonly cause?: unknown } | null)?.cause ?? error;
}

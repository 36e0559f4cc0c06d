import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerEvent } from './domain/answers.js';
import type { AttachmentKind } from './domain/attachments.js';

export interface Question {
  readonly threadId: string;
  readonly question: string;
  readonly model?: string;
  readonly images?: number;
  readonly timeLimitMs?: number;
}

/** What a client has got of an answer. */
export interface Heard {
  readonly status: number;
  readonly turnId: string;
  readonly text: string;
}

/** Called at every event; `leave` closes the connection there and then. */
export type Listener = (event: AnswerEvent, leave: () => void) => void | Promise<void>;

/** One user of the chat service, over HTTP. */
export class ChatClient {
  constructor(
    private readonly baseUrl: string,
    private readonly userId: string,
  ) {}

  async ask({ threadId, ...body }: Question, listen: Listener = () => {}): Promise<Heard> {
    return this.hear(`/threads/${threadId}/turns`, body, listen);
  }

  /** Changes a turn; the new answer of a `retry` or an `edit` is listened to. */
  async mutate(turnId: string, op: 'retry' | 'edit' | 'delete', question?: string): Promise<Heard> {
    return this.hear(`/turns/${turnId}/${op}`, question === undefined ? {} : { question }, () => {});
  }

  async stop(turnId: string): Promise<boolean> {
    return (await this.send('POST', `/turns/${turnId}/stop`)).ok;
  }

  async upload(
    threadId: string,
    kind: AttachmentKind,
    name: string,
    bytes: string | Uint8Array<ArrayBuffer>,
  ): Promise<string> {
    const query = new URLSearchParams({ kind, name });
    const response = await this.send('POST', `/threads/${threadId}/attachments?${query.toString()}`, bytes);
    return ((await response.json()) as { result: string }).result;
  }

  async deleteThread(threadId: string): Promise<void> {
    await this.send('DELETE', `/threads/${threadId}`);
  }

  /** Waits until the service has nothing left under way. */
  async untilSettled(): Promise<void> {
    for (;;) {
      const { unsettled } = (await (await this.send('GET', '/status')).json()) as { unsettled: number };
      if (unsettled === 0) return;
      await sleep(25);
    }
  }

  private async hear(path: string, body: object, listen: Listener): Promise<Heard> {
    const connection = new AbortController();
    const response = await this.send('POST', path, JSON.stringify(body), connection.signal);
    const heard = { status: response.status, turnId: '', text: '' };
    if (response.headers.get('content-type') !== 'text/event-stream') {
      await response.body?.cancel();
      return heard;
    }
    try {
      for await (const event of eventsOf(response)) {
        if (event.kind === 'started') heard.turnId = event.turnId;
        if (event.kind === 'text') heard.text += event.text;
        await listen(event, () => connection.abort());
      }
    } catch (error) {
      if (!connection.signal.aborted) throw error;
    }
    return heard;
  }

  private send(
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
    signal?: AbortSignal,
  ): Promise<Response> {
    return fetch(this.baseUrl + path, {
      method,
      headers: { 'x-user': this.userId },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  }
}

/** The events of a server-sent stream, each as the object in its data. */
async function* eventsOf(response: Response): AsyncGenerator<AnswerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = blocks.pop() as string;
    for (const block of blocks) yield JSON.parse(block.slice(block.indexOf('data: ') + 6)) as AnswerEvent;
  }
}

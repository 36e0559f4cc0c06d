import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropicAnswer } from './anthropic-answers.js';
import type { ModelAnswer } from './model-answer.js';
import { openAiAnswer } from './openai-answers.js';

/** One request, as it came. */
export interface ModelServerRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

/** A server that speaks OpenAI's and Anthropic's protocols, over HTTP and as a stream of events. */
export interface ModelServer extends AsyncDisposable {
  /** Without a path: OpenAI's client takes `/v1` behind it, Anthropic's nothing. */
  readonly url: string;
  readonly requests: readonly ModelServerRequest[];
  /** How many streams were left before their end. */
  readonly leftStreams: () => number;
}

/**
 * Starts a server that answers every request with `Hello world`. What else it does is asked for by the name of the model:
 * `limited` is always refused with 429, `flaky` at its first request with 500, `breaks` ends its stream in the middle,
 * `reports` says an error in its stream, `hangs` never ends it, `calls-tool` asks for the tool `weather`, and `reasons` and
 * `cached` have tokens of those kinds.
 */
export async function startModelServer(): Promise<ModelServer> {
  const requests: ModelServerRequest[] = [];
  let left = 0;
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const body = JSON.parse(text) as ModelServerRequest['body'];
      const path = request.url ?? '';
      const attempt = requests.filter((other) => other.body['model'] === body['model']).length;
      requests.push({ path, headers: request.headers, body });
      const answer = path.endsWith('/messages') ? anthropicAnswer(body) : openAiAnswer(path, body);
      response.on('close', () => {
        if (!response.writableFinished) left += 1;
      });
      answerWith(response, String(body['model']), attempt, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    leftStreams: () => left,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerWith(response: ServerResponse, model: string, attempt: number, answer: ModelAnswer): void {
  if (model === 'limited' || (model === 'flaky' && attempt === 0)) {
    const [status, error] = model === 'limited' ? [429, answer.limited] : [500, answer.failed];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(error));
    return;
  }
  if (answer.events === undefined) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.whole));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  void sendEvents(response, model, answer.events, answer.failed);
}

async function sendEvents(
  response: ServerResponse,
  model: string,
  events: readonly string[],
  failed: object,
): Promise<void> {
  const middle = Math.ceil(events.length / 2);
  for (const [index, event] of events.entries()) {
    if (index === middle && model === 'hangs') return;
    if (index === middle && model === 'breaks') {
      response.destroy();
      return;
    }
    if (index === middle && model === 'reports') {
      response.end(`event: error\ndata: ${JSON.stringify(failed)}\n\n`);
      return;
    }
    response.write(event);
    // Each in a packet of its own, as they are made.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  response.end();
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return text;
}

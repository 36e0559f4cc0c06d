import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import type { AnswerEvent } from './domain/answers.js';
import type { AttachmentKind } from './domain/attachments.js';
import type { ChatService } from './domain/chat-service.js';
import type { Turn } from './domain/threads.js';
import type { Mutation } from './domain/turn-mutations.js';

export interface HttpServer extends AsyncDisposable {
  readonly url: string;
}

interface Exchange {
  readonly service: ChatService;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly userId: string;
  /** The named parts of the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

type Route = readonly [method: string, path: RegExp, handle: (exchange: Exchange) => Promise<void> | void];

const DEFAULT_TIME_LIMIT_MS = 30_000;

const ROUTES: readonly Route[] = [
  ['POST', /^\/threads\/(?<threadId>[\w-]+)\/turns$/, ask],
  ['POST', /^\/threads\/(?<threadId>[\w-]+)\/attachments$/, upload],
  ['DELETE', /^\/threads\/(?<threadId>[\w-]+)$/, deleteThread],
  ['POST', /^\/turns\/(?<turnId>[\w-]+)\/stop$/, stop],
  ['POST', /^\/turns\/(?<turnId>[\w-]+)\/(?<op>retry|edit|delete)$/, mutate],
  ['GET', /^\/status$/, status],
];

/** The chat service over HTTP; answers are server-sent events. @param port 0 takes a free one */
export async function serveChat(service: ChatService, port: number): Promise<HttpServer> {
  const server = createServer((request, response) => {
    handle(service, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof SyntaxError) reply(response, 400, { error: 'invalid_json' });
      else reply(response, 500, { error: 'internal' });
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      // Answers whose clients were cut off end of their own accord, and have something to record then.
      await setImmediate();
      await service.drained();
    },
  };
}

async function handle(service: ChatService, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  const userId = String(request.headers['x-user'] ?? 'anonymous');
  for (const [method, pattern, answer] of ROUTES) {
    const match = method === request.method ? pattern.exec(pathname) : null;
    if (match !== null) return answer({ service, request, response, userId, path: match.groups ?? {}, query });
  }
  reply(response, 404, { error: 'not_found' });
}

async function ask({ service, request, response, userId, path }: Exchange): Promise<void> {
  const { question = '', model = 'quill-large', images = 0, timeLimitMs } = await jsonOf(request);
  const turn = { threadId: path['threadId'] as string, userId, question, model, images };
  await stream(service, response, (emit) => service.ask(turn, emit, timeLimitMs ?? DEFAULT_TIME_LIMIT_MS));
}

async function mutate(exchange: Exchange): Promise<void> {
  const { service, request, response, userId } = exchange;
  const turn = turnOf(exchange);
  if (turn === undefined) {
    reply(response, 404, { error: 'not_found' });
    return;
  }
  const { question = turn.question } = await jsonOf(request);
  const mutation = { op: exchange.path['op'], question } as Mutation;
  const result = service.mutations.mutate(turn, userId, mutation);
  if (result !== 'ok') reply(response, result === 'forbidden' ? 403 : 409, { result });
  else if (mutation.op === 'delete') reply(response, 200, { result });
  else await stream(service, response, (emit) => service.answers.answer(turn, emit, DEFAULT_TIME_LIMIT_MS));
}

function stop({ service, response, path }: Exchange): void {
  const stopped = service.cancellations.request(path['turnId'] as string, 'user_stop');
  reply(response, stopped ? 200 : 409, { stopped });
}

async function upload({ service, request, response, path, query }: Exchange): Promise<void> {
  const kind: AttachmentKind = query.get('kind') === 'image' ? 'image' : 'document';
  const bytes = await buffer(request);
  const upload = { threadId: path['threadId'] as string, kind, name: query.get('name') ?? '', bytes };
  const result = await service.attachments.upload(upload);
  reply(response, result === 'ok' ? 201 : 422, { result });
}

function deleteThread({ service, response, path }: Exchange): void {
  service.deleteThread(path['threadId'] as string);
  reply(response, 202, {});
}

function status({ service, response }: Exchange): void {
  reply(response, 200, { unsettled: service.unsettled });
}

/** Sends an answer's events as they come, and tells the service when the client goes away before the last one. */
async function stream(
  service: ChatService,
  response: ServerResponse,
  answer: (emit: (event: AnswerEvent) => void) => Promise<boolean>,
): Promise<void> {
  let turnId: string | undefined;
  response.once('close', () => {
    if (!response.writableFinished && turnId !== undefined) service.cancellations.disconnected(turnId);
  });
  const allowed = await answer((event) => {
    if (event.kind === 'started') {
      turnId = event.turnId;
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    }
    if (!response.destroyed) response.write(`event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
  });
  if (allowed) response.end();
  else reply(response, 429, { error: 'quota_exceeded' });
}

function turnOf({ service, path }: Exchange): Turn | undefined {
  return service.threads.turn(path['turnId'] as string);
}

interface Body {
  readonly question?: string;
  readonly model?: string;
  readonly images?: number;
  readonly timeLimitMs?: number;
}

/** @throws SyntaxError for anything but an object of JSON, or nothing */
async function jsonOf(request: IncomingMessage): Promise<Body> {
  const body: unknown = JSON.parse((await text(request)) || '{}');
  if (typeof body !== 'object' || body === null) throw new SyntaxError('the body must be an object');
  return body;
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

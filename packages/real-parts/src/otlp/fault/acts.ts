import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Act } from './behaviour.js';
import { partialAnswer } from './partial-answer.js';

/** A request that waits for what becomes of it. */
export interface Received {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Counts its telemetry as accepted. */
  accept(): void;
}

/** Does to a request what was told. */
export function act(behaviour: Act, received: Received): void {
  const does = ACTS[behaviour.kind] as (behaviour: Act, received: Received) => void;
  does(behaviour, received);
}

type Acts = { readonly [K in Act['kind']]: (behaviour: Extract<Act, { kind: K }>, received: Received) => void };

const ACTS: Acts = {
  accept: (_, received) => succeed(received),
  slow: ({ afterMs }, received) => void setTimeout(() => succeed(received), afterMs),
  status: answerStatus,
  'refuse-early'({ status }, { request, response }) {
    response.writeHead(status).end('too large');
    request.resume();
  },
  redirect({ status, location }, { request, response }) {
    response.writeHead(status, { location: location ?? request.url ?? '/' }).end();
  },
  partial: (behaviour, received) =>
    succeed(received, partialAnswer(received.request.url ?? '', isJson(received), behaviour)),
  hang: () => {},
  close: (_, { request }) => void request.socket.destroy(),
  reset: (_, { request }) => void request.socket.resetAndDestroy(),
  'reset-in-request': (_, { request }) => void request.socket.resetAndDestroy(),
  'reset-in-answer'(_, received) {
    const { request, response } = received;
    response.writeHead(200, { 'content-type': typeOf(received), 'content-length': 100 }).write('{', () => {
      // Not in the same packet: the status is to arrive before the reset.
      setTimeout(() => request.socket.resetAndDestroy(), 20);
    });
  },
  'close-after'({ afterMs = 0 }, received) {
    succeed(received);
    received.response.once('finish', () => setTimeout(() => received.request.socket.destroy(), afterMs));
  },
  drip: dripBody,
  'drip-headers'({ everyMs }, { request: { socket } }) {
    socket.write('HTTP/1.1 200 OK\r\n');
    every(everyMs, socket, () => socket.write('x-a: b\r\n'));
  },
  garbage: (_, received) => succeed(received, Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x80, 0x80])),
  'no-http': (_, { request }) => void request.socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
  huge: answerHuge,
  page({ contentType, body }, { response }) {
    response.writeHead(200, contentType === '' ? {} : { 'content-type': contentType }).end(body);
  },
};

function succeed(received: Received, body?: Buffer): void {
  received.accept();
  const whole = body ?? Buffer.from(isJson(received) ? '{}' : '');
  received.response.writeHead(200, { 'content-type': typeOf(received) }).end(whole);
}

function answerStatus(behaviour: Extract<Act, { kind: 'status' }>, { response, accept }: Received): void {
  const { status, retryAfterSeconds, retryAfter, body, contentType = 'text/plain' } = behaviour;
  if (status < 300) accept();
  const wait = retryAfter ?? retryAfterSeconds?.toString();
  response.writeHead(status, {
    ...(wait === undefined ? {} : { 'retry-after': wait }),
    ...(body === undefined ? {} : { 'content-type': contentType }),
  });
  response.end(body);
}

function dripBody({ everyMs, bytes, status = 200 }: Extract<Act, { kind: 'drip' }>, received: Received): void {
  const { response } = received;
  let left = bytes ?? Number.POSITIVE_INFINITY;
  response.writeHead(status, { 'content-type': typeOf(received) });
  every(everyMs, response, () => {
    left -= 1;
    if (left >= 0) response.write(' ');
    else if (!response.writableEnded) {
      received.accept();
      response.end();
    }
  });
}

const PIECE = Buffer.alloc(65_536, ' ');

function answerHuge({ bytes, status = 200 }: Extract<Act, { kind: 'huge' }>, received: Received): void {
  const { response } = received;
  if (status < 300) received.accept();
  response.writeHead(status, { 'content-type': typeOf(received) });
  let left = bytes;
  const pump = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= PIECE.length;
      if (!response.write(PIECE)) return void response.once('drain', pump);
    }
    if (!response.destroyed) response.end();
  };
  pump();
}

/** Until the other side has enough of it. */
function every(millis: number, connection: NodeJS.EventEmitter, again: () => void): void {
  const timer = setInterval(again, millis);
  connection.once('close', () => clearInterval(timer));
}

function isJson({ request }: Received): boolean {
  return request.headers['content-type']?.startsWith('application/json') ?? false;
}

function typeOf(received: Received): string {
  return isJson(received) ? 'application/json' : 'application/x-protobuf';
}

// How a receiver misbehaves. Each kind of fault is a function of one exchange; `take()` counts what came as taken, and is
// called only where a success has gone out whole, or, for a lost answer, would have.

/**
 * What a receiver does with a request, as data.
 * @typedef {{ kind: 'accept', afterMs?: number }
 *   | { kind: 'status', status: number, retryAfter?: string, retryAfterDate?: number, body?: string, type?: string }
 *   | { kind: 'hang' }
 *   | { kind: 'drip', everyMs: number, bytes?: number }
 *   | { kind: 'drip-headers', everyMs: number }
 *   | { kind: 'reset', when: 'before' | 'inside' | 'after' | 'answering' }
 *   | { kind: 'close-idle', afterMs: number }
 *   | { kind: 'garbage' }
 *   | { kind: 'huge', bytes: number }
 *   | { kind: 'redirect', status: number, location?: string }
 *   | { kind: 'partial', rejected: number, message: string }
 *   | { kind: 'page', type: string }
 *   | { kind: 'poison', seq: number }
 *   | { kind: 'too-large', items: number }} Behaviour
 *
 * @typedef {{ request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse,
 *   read: { spans: number[] }, isJson: boolean, take: () => void, answered: (what: string | number) => void,
 *   askForSilence: (milliseconds: number) => void }} Exchange
 */

/** Faults of an exchange whose body is never read to its end. */
export const BEFORE_THE_BODY = {
  before: ({ request }) => request.socket.resetAndDestroy(),
  inside: ({ request }) => request.once('data', () => request.socket.resetAndDestroy()),
};

/** @type {Record<Behaviour['kind'], (exchange: Exchange, behaviour: any) => void>} */
export const ANSWERS = {
  accept(exchange, { afterMs = 0 }) {
    if (afterMs === 0) succeed(exchange);
    else setTimeout(() => succeed(exchange), afterMs);
  },

  status(
    { response, take, answered, askForSilence },
    { status, retryAfterDate, retryAfter = dateIn(retryAfterDate), body = 'an injected fault', type = 'text/plain' },
  ) {
    if (status < 300) take();
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    askForSilence(silenceOf(retryAfter));
    answered(status);
    response.writeHead(status, { 'content-type': type }).end(body);
  },

  hang: ({ answered }) => answered('hang'),

  drip({ response, isJson, take, answered }, { everyMs, bytes = Number.POSITIVE_INFINITY }) {
    answered('drip');
    response.writeHead(200, { 'content-type': typeOf(isJson) });
    let left = bytes;
    const timer = setInterval(() => {
      left -= 1;
      if (left > 0) return void response.write(' ');
      take();
      response.end();
    }, everyMs);
    response.once('close', () => clearInterval(timer));
  },

  'drip-headers'({ request: { socket }, answered }, { everyMs }) {
    answered('drip-headers');
    socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => socket.write('x-still: here\r\n'), everyMs);
    socket.once('close', () => clearInterval(timer));
  },

  reset({ request, response, isJson, take, answered }, { when }) {
    answered(`reset ${when}`);
    take();
    if (when !== 'answering') return void request.socket.resetAndDestroy();
    response.writeHead(200, { 'content-type': typeOf(isJson), 'content-length': 100 }).write('{');
    setTimeout(() => request.socket.resetAndDestroy(), 20);
  },

  'close-idle'(exchange, { afterMs }) {
    const { socket } = exchange.request;
    exchange.response.once('finish', () => setTimeout(() => socket.destroy(), afterMs));
    succeed(exchange);
  },

  garbage: (exchange) => succeed(exchange, Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x80, 0x80])),

  huge({ response, isJson, take, answered }, { bytes }) {
    answered('huge');
    take();
    response.writeHead(200, { 'content-type': typeOf(isJson), 'content-length': bytes });
    const piece = Buffer.alloc(65_536, 32);
    let left = bytes;
    const pour = () => {
      while (left > 0 && !response.destroyed) {
        left -= piece.length;
        if (!response.write(piece)) return void response.once('drain', pour);
      }
      response.end();
    };
    pour();
  },

  redirect(
    { request, response, answered },
    { status, location = `http://${request.headers.host}/elsewhere${request.url}` },
  ) {
    answered(status);
    response.writeHead(status, { location }).end();
  },

  partial(exchange, { rejected, message }) {
    const { isJson, request, read } = exchange;
    read.spans.splice(0, rejected);
    succeed(exchange, isJson ? partialJson(request.url, rejected, message) : partialProtobuf(rejected, message));
  },

  page({ response, answered }, { type }) {
    answered('page');
    response.writeHead(200, { 'content-type': type }).end('<!doctype html><title>Sign in</title>');
  },

  poison(exchange, { seq }) {
    if (!exchange.read.spans.includes(seq)) return succeed(exchange);
    ANSWERS.status(exchange, { status: 400, body: 'one of the spans is malformed' });
  },

  'too-large'(exchange, { items }) {
    if (exchange.read.spans.length <= items) return succeed(exchange);
    ANSWERS.status(exchange, { status: 413, body: 'request too large' });
  },
};

function succeed({ response, isJson, take, answered }, body = Buffer.from(isJson ? '{}' : '')) {
  if (response.destroyed) return;
  take();
  answered(200);
  response.writeHead(200, { 'content-type': typeOf(isJson), 'content-length': body.length }).end(body);
}

function typeOf(isJson) {
  return isJson ? 'application/json' : 'application/x-protobuf';
}

function dateIn(seconds) {
  return seconds === undefined ? undefined : new Date(Date.now() + seconds * 1_000).toUTCString();
}

/** Only what is plainly a wait: nobody has to keep to `abc`, `-5` or `1e12`. */
function silenceOf(retryAfter) {
  if (retryAfter === undefined) return 0;
  const milliseconds = /^\d{1,4}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.now();
  return milliseconds > 0 && milliseconds < 3_600_000 ? milliseconds : 0;
}

function partialJson(path, rejected, message) {
  const key = path.endsWith('/v1/traces') ? 'rejectedSpans' : 'rejectedDataPoints';
  return Buffer.from(JSON.stringify({ partialSuccess: { [key]: String(rejected), errorMessage: message } }));
}

/** Export…ServiceResponse { partial_success = 1: { rejected = 1, error_message = 2 } } */
export function partialProtobuf(rejected, message) {
  const text = Buffer.from(message);
  const inside = Buffer.concat([Buffer.from([8, ...varint(rejected), 18, ...varint(text.length)]), text]);
  return Buffer.concat([Buffer.from([10, ...varint(inside.length)]), inside]);
}

export function varint(value) {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as Streams from 'node:stream';
import type * as Zlib from 'node:zlib';
import { shown } from '@portcall/core/internal';
import { lazily } from '../lazily.js';
import { plainText } from '../plain-text.js';
import { acceptsGzip } from './accepts-gzip.js';
import { answer, isAnswerable, NOSNIFF, reportUnanswered } from './answer.js';
import type { TextReader } from './shared-text.js';

export interface ScrapeOptions {
  readonly contentType: string;
  readonly text: () => Promise<TextReader>;
}

/** Answers a request with a text, piece by piece as the scraper reads it. Never rejects. */
export async function answerScrape(
  request: IncomingMessage,
  response: ServerResponse,
  { contentType, text }: ScrapeOptions,
): Promise<void> {
  const headers = { 'content-type': contentType, vary: 'accept-encoding' };
  if (request.method === 'HEAD') {
    answer(response, { status: 200, headers, text: '' });
    return;
  }
  const zipped = acceptsGzip(request.headers['accept-encoding']);
  try {
    const rest = await text();
    // Two pieces before the status: whatever fails can still be said until then, and a text of one goes as a whole.
    const [first, second] = [await rest.next(), await rest.next()];
    if (!isAnswerable(response)) await rest.return();
    else if (second.done === true) await answerWhole(response, headers, zipped, first.value ?? NOTHING);
    else send(response, headers, zipped, inOrder([first.value!, second.value], rest));
  } catch (cause) {
    reportUnanswered('its metrics could not be collected', cause);
    answer(response, { status: 503, text: `${plainText(shown(cause))}\n` });
  }
}

const NOTHING = Buffer.alloc(0);
/** What fits one packet gains nothing by being smaller. */
const ONE_PACKET = 1_400;

type Headers = Readonly<Record<string, string>>;

const ZIPPED: Headers = { 'content-encoding': 'gzip' };

async function answerWhole(response: ServerResponse, headers: Headers, zipped: boolean, text: Buffer): Promise<void> {
  if (zipped && text.length > ONE_PACKET)
    answer(response, { status: 200, headers: { ...headers, ...ZIPPED }, text: await packed(text) });
  else answer(response, { status: 200, headers, text });
}

function packed(text: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zlib().gzip(text, { level: FASTEST }, (error, bytes) => {
      if (error === null) resolve(bytes);
      else reject(error);
    });
  });
}

function send(response: ServerResponse, headers: Headers, zipped: boolean, pieces: TextReader): void {
  const { pipeline, Readable } = lazily('node:stream') as typeof Streams;
  const body = Readable.from(pieces, { objectMode: false, highWaterMark: 1 });
  const ended = (cause?: NodeJS.ErrnoException | null): void => {
    if (cause != null && !LEFT.has(cause.code ?? '')) reportUnanswered('writing it failed', cause);
  };
  response.writeHead(200, { ...headers, ...NOSNIFF, ...(zipped ? ZIPPED : {}) });
  if (zipped) pipeline(body, zlib().createGzip({ level: FASTEST }), response, ended);
  else pipeline(body, response, ended);
}

/** What the end of a connection is called: the scraper has gone, and nobody misses anything. */
const LEFT = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE']);

/** Label texts repeat so much that the other levels gain little. */
const FASTEST = 1;

function zlib(): typeof Zlib {
  return lazily('node:zlib') as typeof Zlib;
}

async function* inOrder(first: readonly Buffer[], rest: TextReader): TextReader {
  try {
    yield* first;
    yield* rest;
  } finally {
    await rest.return();
  }
}

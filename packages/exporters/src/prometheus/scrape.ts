import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as Zlib from 'node:zlib';
import { builtin, shown } from '@portcall/core/internal';
import { plainText } from '../plain-text.js';
import { acceptsGzip } from './accepts-gzip.js';
import { answer, isAnswerable, NOSNIFF, reportUnanswered } from './answer.js';
import type { TextReader } from './shared-text.js';

/** What is scraped, in one of the formats. */
export interface ScrapedText {
  readonly contentType: string;
  readonly text: () => Promise<TextReader>;
}

/** What a request is answered with, by its Accept. */
export type Scraped = (accept: string | undefined) => ScrapedText;

/** Answers a request with a text, piece by piece as the scraper reads it. Never rejects. */
export async function answerScrape(
  request: IncomingMessage,
  response: ServerResponse,
  scraped: Scraped,
): Promise<void> {
  const { contentType, text } = scraped(request.headers.accept);
  const headers = { 'content-type': contentType, vary: 'accept, accept-encoding' };
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

async function answerWhole(
  response: ServerResponse,
  headers: Headers,
  zipped: boolean,
  text: Uint8Array,
): Promise<void> {
  if (zipped && text.length > ONE_PACKET)
    answer(response, { status: 200, headers: { ...headers, ...ZIPPED }, text: await packed(text) });
  else answer(response, { status: 200, headers, text });
}

function packed(text: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zlib().gzip(text, { level: FASTEST }, (error, bytes) => {
      if (error === null) resolve(bytes);
      else reject(error);
    });
  });
}

function send(response: ServerResponse, headers: Headers, zipped: boolean, pieces: TextReader): void {
  const { pipeline, Readable } = builtin('node:stream');
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
  return builtin('node:zlib');
}

async function* inOrder(first: readonly Uint8Array[], rest: TextReader): TextReader {
  try {
    yield* first;
    yield* rest;
  } finally {
    await rest.return();
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
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
    else await send(response, headers, zipped, { first: first.value!, second, rest });
  } catch (cause) {
    reportUnanswered('its metrics could not be collected', cause);
    answer(response, { status: 503, text: `${plainText(shown(cause))}\n` });
  }
}

const NOTHING = new Uint8Array(0);
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

/** Pieces of which two are there. */
interface Begun {
  readonly first: Uint8Array;
  readonly second: IteratorResult<Uint8Array, void>;
  readonly rest: TextReader;
}

/** Sends piece after piece, each while the next one is made. */
async function send(
  response: ServerResponse,
  headers: Headers,
  zipped: boolean,
  { first, second, rest }: Begun,
): Promise<void> {
  response.writeHead(200, { ...headers, ...NOSNIFF, ...(zipped ? ZIPPED : {}) });
  response.on('error', () => {}); // it is said to who writes, too
  const body = zipped ? zippedInto(response) : response;
  try {
    let isThere = await taken(body, response, first);
    for (let piece = second; isThere && piece.done !== true; ) {
      const next = rest.next();
      next.catch(() => {}); // it is awaited when this piece is gone
      isThere = await taken(body, response, piece.value);
      if (isThere) piece = await next;
    }
    if (isThere) body.end();
    else response.destroy(); // the scraper has gone, and nobody misses anything
  } catch (cause) {
    reportUnanswered('writing it failed', cause);
    response.destroy();
  } finally {
    await rest.return();
  }
}

/** Resolves when the piece is no longer read. @returns whether there was still somebody to take it */
function taken(body: Writable, response: ServerResponse, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const left = (): void => resolve(false);
    if (response.destroyed) return left();
    response.once('close', left);
    body.write(piece, (error) => {
      response.off('close', left);
      resolve(error == null);
    });
  });
}

function zippedInto(response: ServerResponse): Writable {
  const { pipeline } = builtin('node:stream');
  const zipping = zlib().createGzip({ level: FASTEST });
  pipeline(zipping, response, () => {}); // who has gone is found by the next piece
  return zipping;
}

/** Label texts repeat so much that the other levels gain little. */
const FASTEST = 1;

function zlib(): typeof Zlib {
  return builtin('node:zlib');
}

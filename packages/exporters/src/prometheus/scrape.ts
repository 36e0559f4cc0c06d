import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as Streams from 'node:stream';
import type * as Zlib from 'node:zlib';
import { shown } from '@portcall/core';
import { lazily } from '../lazily.js';
import { plainText } from '../plain-text.js';
import { acceptsGzip } from './accepts-gzip.js';
import { answer, isAnswerable, reportUnanswered } from './answer.js';
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
  if (request.method === 'HEAD') return answer(response, { status: 200, headers, text: '' });
  try {
    const reader = await text();
    // The first piece before the status: whatever fails can still be said until then.
    const first = await reader.next();
    if (isAnswerable(response)) send(response, headers, acceptsGzip(request.headers['accept-encoding']), first, reader);
    else await reader.return();
  } catch (cause) {
    reportUnanswered('its metrics could not be collected', cause);
    answer(response, { status: 503, text: `${plainText(shown(cause))}\n` });
  }
}

function send(
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  zipped: boolean,
  first: IteratorResult<Buffer, void>,
  rest: TextReader,
): void {
  const { pipeline, Readable } = lazily('node:stream') as typeof Streams;
  const body = Readable.from(inOrder(first, rest), { objectMode: false, highWaterMark: 1 });
  const ended = (cause?: NodeJS.ErrnoException | null): void => {
    if (cause != null && !LEFT.has(cause.code ?? '')) reportUnanswered('writing it failed', cause);
  };
  response.writeHead(200, { ...headers, ...NOSNIFF, ...(zipped ? { 'content-encoding': 'gzip' } : {}) });
  if (zipped) pipeline(body, gzip(), response, ended);
  else pipeline(body, response, ended);
}

const NOSNIFF = { 'x-content-type-options': 'nosniff' };

/** What the end of a connection is called: the scraper has gone, and nobody misses anything. */
const LEFT = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE']);

/** The fastest level: label texts repeat so much that the others gain little. */
function gzip(): Zlib.Gzip {
  const { constants, createGzip } = lazily('node:zlib') as typeof Zlib;
  return createGzip({ level: constants.Z_BEST_SPEED });
}

async function* inOrder(first: IteratorResult<Buffer, void>, rest: TextReader): TextReader {
  try {
    if (first.done !== true) yield first.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}

import type { ServerResponse } from 'node:http';
import { report } from '@portcall/core';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text: string | Uint8Array;
}

/** Answers a request at once, unless somebody has done so meanwhile. Never throws. */
export function answer(response: ServerResponse, { status, headers, text }: Answer): void {
  if (!isAnswerable(response)) return;
  try {
    response.writeHead(status, { 'content-type': PLAIN, ...NOSNIFF, ...headers, ...sizeOf(text) }).end(text);
  } catch (cause) {
    reportUnanswered('answering failed', cause);
  }
}

/** Nobody is to guess what an answer is. */
export const NOSNIFF = { 'x-content-type-options': 'nosniff' };
const PLAIN = 'text/plain; charset=utf-8';

/** Of nothing none: a HEAD is answered without saying how long the text is that a GET would be given. */
function sizeOf(text: string | Uint8Array): Readonly<Record<string, number>> {
  return text === '' ? {} : { 'content-length': Buffer.byteLength(text) };
}

/** Whether there is still somebody to answer: a server of the app's own may have given up waiting, which is reported. */
export function isAnswerable(response: ServerResponse): boolean {
  if (!response.headersSent && !response.writableEnded) return !response.destroyed; // else the scraper has gone
  reportUnanswered('the server it is mounted in had answered before the metrics were there');
  return false;
}

export function reportUnanswered(why: string, cause?: unknown): void {
  report({
    key: 'export.scrape',
    message: `prometheus: a scrape could not be answered, because ${why}; its numbers are in the next one`,
    ...(cause === undefined ? {} : { cause }),
  });
}

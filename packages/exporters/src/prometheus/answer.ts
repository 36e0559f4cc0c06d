import type { ServerResponse } from 'node:http';
import { report } from '@portcall/core';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * Answers a request, unless somebody has done so meanwhile: a server of the app's own may give up waiting. Never throws.
 */
export function answer(response: ServerResponse, { status, headers, text }: Answer): void {
  if (response.headersSent || response.writableEnded) {
    reportUnanswered('the server it is mounted in had answered before the metrics were there');
    return;
  }
  if (response.destroyed) return; // the scraper has gone
  try {
    response.writeHead(status, { 'content-type': PLAIN, 'x-content-type-options': 'nosniff', ...headers }).end(text);
  } catch (cause) {
    reportUnanswered('answering failed', cause);
  }
}

const PLAIN = 'text/plain; charset=utf-8';

export function reportUnanswered(why: string, cause?: unknown): void {
  report({
    key: 'export.scrape',
    message: `prometheus: a scrape could not be answered, because ${why}; its numbers are in the next one`,
    ...(cause === undefined ? {} : { cause }),
  });
}

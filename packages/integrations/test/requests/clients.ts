import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { request as undiciRequest } from 'undici';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Sent {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Of node:http. @default one that keeps connections */
  readonly agent?: Agent;
}

/** What a library sends a request with, read to its end. */
export type Client = (url: string, sent?: Sent) => Promise<Answer>;

const kept = new Agent({ keepAlive: true });

export const byHttp: Client = (url, { method = 'GET', body, headers = {}, signal, agent = kept } = {}) =>
  new Promise((resolve, reject) => {
    const sending = request(url, { method, headers, agent, ...(signal && { signal }) }, (response) => {
      text(response).then((read) => resolve({ status: response.statusCode!, body: read }), reject);
    });
    sending.on('error', reject);
    sending.end(body);
  });

export const byFetch: Client = async (url, sent = {}) => {
  const response = await fetch(url, { redirect: 'manual', ...sent });
  return { status: response.status, body: await response.text() };
};

export const byUndici: Client = async (url, { method = 'GET', body, ...rest } = {}) => {
  const response = await undiciRequest(url, { method: method as 'GET', body: body ?? null, ...rest });
  return { status: response.statusCode, body: await response.body.text() };
};

/** Leaves no connection open. */
export function closeClients(): void {
  kept.destroy();
}

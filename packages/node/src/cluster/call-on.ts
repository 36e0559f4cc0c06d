import type * as Net from 'node:net';
import { join } from 'node:path';
import { builtin } from '@portcall/core/internal';
import type { ScrapedAt } from './endpoint-of.js';

/** What became of a call: its reading is kept now, it did not come in time, or nobody is there any more. */
export type Called = 'answered' | 'late' | 'gone';

/** The address on which a member is called. */
export function addressOf(folder: string, id: string): string {
  return process.platform === 'win32' ? join('\\\\.\\pipe', folder, id) : join(folder, `${id}.sock`);
}

/** Listens for calls, each of which is answered once the reading of this moment is kept. Keeps nothing alive. */
export function listenForCalls(address: string, keep: () => Promise<unknown>): Promise<Net.Server> {
  const server = net().createServer((socket) => {
    socket.on('error', () => {}).unref();
    void keep().finally(() => socket.end('.'));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Under node:cluster a server is the primary's unless it is exclusive.
    server.listen({ path: address, exclusive: true }, () => resolve(server));
    server.unref();
  });
}

/** Has a member keep its reading, within so many milliseconds. Never rejects. */
export function callOn(address: string, timeoutMillis: number): Promise<Called> {
  return new Promise((resolve) => {
    const socket = net().connect(address);
    const settle = (called: Called): void => {
      clearTimeout(late);
      socket.destroy();
      resolve(called);
    };
    const late = setTimeout(settle, timeoutMillis, 'late');
    socket.once('data', () => settle('answered'));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => settle(NOBODY.has(code ?? '') ? 'gone' : 'late'));
    // It has ended while it was called.
    socket.once('close', () => settle('gone'));
  });
}

const NOBODY = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE']);

/** Scrapes whoever has a port, so that it looks around for others. Resolves once that is done, or cannot be. Never rejects. */
export function scrapeOnce({ host, port, endpoint }: ScrapedAt, timeoutMillis: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = net().connect({ host: EVERYWHERE.get(host) ?? host, port });
    const late = setTimeout(() => socket.destroy(), timeoutMillis);
    socket.once('connect', () => socket.write(`GET ${endpoint} HTTP/1.0\r\nHost: localhost\r\n\r\n`));
    socket.on('error', () => {}).on('data', () => {});
    socket.once('close', () => {
      clearTimeout(late);
      resolve();
    });
  });
}

/** Not every system connects to an address that stands for all. */
const EVERYWHERE = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

function net(): typeof Net {
  return builtin('node:net');
}

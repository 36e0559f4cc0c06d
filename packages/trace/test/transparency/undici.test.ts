import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline, request, stream, fetch as undiciFetch } from 'undici';
import { describeTransparency } from './suite.js';

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((incoming, response) => {
    if (incoming.url === '/broken') {
      response.write('one ');
      setTimeout(() => response.destroy(), 5);
    } else
      incoming.pipe(
        response.writeHead(200, { 'content-type': 'application/json' }).on('pipe', () => response.write('[1')),
      );
    if (incoming.url !== '/broken') incoming.on('end', () => response.end(']'));
    incoming.unpipe(response);
    incoming.resume();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describeTransparency('undici', {
  fetch: async ({ fn, see, attempt }) => {
    for (const get of [undiciFetch as unknown as typeof fetch, fetch]) {
      const call = fn((path: string, init?: RequestInit) => get(url + path, init));
      const response = await call('');
      see('response', response.status, response.headers.get('content-type'), response.bodyUsed);
      see('json', await response.json());
      see('clone', await (await call('')).clone().json());
      await attempt('broken', async () => (await call('broken')).text());
      const stop = new AbortController();
      const stopped = await call('broken', { signal: stop.signal });
      stop.abort();
      await attempt('stopped', () => stopped.text());
    }
  },
  'the body of request': async ({ fn, see }) => {
    const call = fn(async () => (await request(url)).body);
    see('json', await (await call()).json());
    see('text', await (await call()).text());
    see('stream', await text(await call()));
    const body = await call();
    see('used', body.bodyUsed);
    await body.dump();
    see('used', body.bodyUsed);
  },
  'request, with what it gives': async ({ fn, see }) => {
    const { statusCode, body } = await fn(() => request(url))();
    see('status', statusCode, await body.json());
  },
  'stream and pipeline': async ({ fn, see }) => {
    const sink = new PassThrough();
    const answer = await fn(() => stream(url, { method: 'GET' }, () => sink))();
    see('stream', answer.opaque, await text(sink));
    const piped = fn(() => pipeline(url, { method: 'GET' }, ({ body }) => body))();
    piped.end();
    see('pipeline', await text(piped));
  },
});

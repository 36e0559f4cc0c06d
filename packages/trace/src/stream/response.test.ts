import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { failOnProblems } from '@portcall/conformance';
import { Response as UndiciResponse } from 'undici';
import { traceEveryTest } from '../../test/trace-every-test.js';
import { currentCall, op, traced } from '../index.js';

failOnProblems();
const tracing = traceEveryTest();

const makers = { global: Response, undici: UndiciResponse as unknown as typeof Response };
const READ = 'handle, 1 chunk of 13 bytes';

const ways: Readonly<Record<string, (response: Response) => Promise<unknown>>> = {
  text: (response) => response.text(),
  json: (response) => response.json(),
  arrayBuffer: (response) => response.arrayBuffer(),
  blob: (response) => response.blob(),
  'a loop over the body': async (response) => {
    for await (const _ of response.body as ReadableStream);
  },
  'a reader of the body': async (response) => {
    const reader = response.body!.getReader();
    while (!(await reader.read()).done);
  },
  'a Node stream of the body': async (response) => {
    for await (const _ of Readable.fromWeb(response.body as never));
  },
  'a pipe of the body': (response) => response.body!.pipeTo(new WritableStream()),
  'its clone': (response) => response.clone().text(),
  'it and its clone': (response) => Promise.all([response.clone().text(), response.text()]),
  'another response of the body': (response) => new Response(response.body).text(),
};

describe.each(Object.entries(makers))('a response of the %s class', (_, Maker) => {
  const handle = traced('handle', { type: 'query' }, () => new Maker('{"price":100}', { status: 201 }));

  it.each(Object.entries(ways))('ends its call when its body is read: %s', async (_way, read) => {
    const response = handle();
    expect(tracing.log.isEmpty).toBe(true);
    await read(response);
    expect(tracing.tree()).toBe(READ);
  });

  it('is the very response that was given, with nothing on it', async () => {
    const own = new Maker('{"price":100}', { status: 201, headers: { 'x-lot': '7' } });
    const keys = Reflect.ownKeys(own);
    const body = own.body;
    const given = traced('handle', { type: 'query' }, async () => own);
    const response = await given();
    expect(response).toBe(own);
    expect(Reflect.ownKeys(own)).toEqual(keys);
    expect([response.body === body, response.bodyUsed, response.body?.locked]).toEqual([true, false, false]);
    expect([response.status, response.headers.get('x-lot')]).toEqual([201, '7']);
    const copy = response.clone();
    expect(await response.json()).toEqual({ price: 100 });
    expect(response.bodyUsed).toBe(true);
    expect([copy.bodyUsed, await copy.text()]).toEqual([false, '{"price":100}']);
    await expect(response.text()).rejects.toMatchObject({ name: 'TypeError' });
    expect(tracing.tree()).toBe(READ);
  });

  it('without a body, or whose body was read, ends its call at once', async () => {
    const read = new Maker('x');
    await read.text();
    for (const response of [
      new Maker(null, { status: 204 }),
      Maker.redirect('http://lots.test/', 302),
      Maker.error(),
      read,
    ])
      expect(traced('handle', { type: 'query' }, () => response)()).toBe(response);
    expect(tracing.tree()).toBe('handle\nhandle\nhandle\nhandle');
  });

  it('runs the code behind its body inside the call, and is abandoned by who leaves', async () => {
    const stream = traced('handle', { type: 'query' }, () => {
      const pull = (controller: ReadableStreamDefaultController): void =>
        controller.enqueue(op('get', 'Lot', () => Buffer.from(currentCall()?.fnName ?? 'nobody')));
      return new Maker(new ReadableStream({ pull }, { highWaterMark: 0 }));
    });
    for await (const chunk of stream().body as ReadableStream<Uint8Array>) {
      expect(Buffer.from(chunk).toString()).toBe('handle');
      break;
    }
    await stream().body?.cancel();
    expect(tracing.tree()).toBe('handle abandoned, 1 chunk of 6 bytes\n  · get Lot\nhandle abandoned');
  });

  it('fails with the error of its body', async () => {
    const failure = new RangeError('far');
    const pull = (): never => {
      throw failure;
    };
    const failing = traced('handle', { type: 'query' }, () => new Maker(new ReadableStream({ pull })));
    await expect(failing().text()).rejects.toBe(failure);
    expect(tracing.tree()).toBe('handle error RangeError');
  });
});

it.each(['text', 'arrayBuffer', 'blob'] as const)(
  'counts what was on its stream when that was closed: %s()',
  async (read) => {
    const eager = (): ReadableStream =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array(3));
          controller.enqueue(new Uint8Array(4));
          controller.close();
        },
      });
    await traced('eager', { type: 'query' }, () => new Response(eager()))()[read]();
    expect(tracing.only()).toMatchObject({ outcome: { status: 'ok' }, streamBytes: 7, streamChunks: 2 });
  },
);

describe('a response of a server', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      response.write('one ');
      if (request.url === '/whole') setTimeout(() => response.end('two'), 5);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const get = traced('get', { type: 'action' }, (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, init),
  );

  it('ends its call when its body has been read', async () => {
    expect(await (await get('/whole')).text()).toBe('one two');
    expect(tracing.only()).toMatchObject({ outcome: { status: 'ok' }, streamBytes: 7 });
  });

  it('is abandoned by its reader’s abort, whichever way it is read', async () => {
    for (const read of [
      (response: Response) => response.text(),
      (response: Response) =>
        pipeline(Readable.fromWeb(response.body as never), async (chunks) => {
          for await (const _ of chunks);
        }),
    ]) {
      const stop = new AbortController();
      const reading = read(await get('/endless', { signal: stop.signal }));
      stop.abort();
      await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    }
    expect(tracing.log.recent().map(({ outcome }) => outcome.status)).toEqual(['abandoned', 'abandoned']);
  });
});

import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { propagation, trace } from '@opentelemetry/api';
import { failOnProblems } from '@portcall/conformance';
import { traceContextPropagator } from '@portcall/otel/internal';
import { currentCall, op, traced } from '@portcall/trace';
import { carriedContext } from '@portcall/trace/internal';
import { connected, sendRaw, watchServers } from './watch-servers.js';

failOnProblems();

const watched = watchServers();
const find = traced('find', { type: 'query' }, async () => op('get', 'lot', async () => Promise.resolve([1])));

function at(port: number, path = '/'): string {
  return `http://127.0.0.1:${port}${path}`;
}

describe('a request to a server of node:http', () => {
  it('is a call, named by its method, and what answers it runs in it', async () => {
    const port = await watched.listen((_request, response) => {
      void find().then(() => response.end(currentCall()?.fnName));
    });
    const answer = await fetch(at(port, '/lots?sort=price&sig=secret'), { headers: { 'user-agent': 'test/1' } });
    expect(await answer.text()).toBe('GET');
    const [call] = await watched.calls();
    expect(call).toMatchObject({
      fnName: 'GET',
      fnType: 'query',
      kind: 'server',
      outcome: { status: 'ok' },
      parentCallId: undefined,
      attributes: {
        'http.request.method': 'GET',
        'url.path': '/lots',
        'url.query': 'sort=price&sig=REDACTED',
        'url.scheme': 'http',
        'network.protocol.version': '1.1',
        'server.address': '127.0.0.1',
        'server.port': port,
        'client.address': '127.0.0.1',
        'network.peer.address': '127.0.0.1',
        'network.peer.port': expect.any(Number),
        'user_agent.original': 'test/1',
        'http.response.status_code': 200,
        'http.response.body.size': 3,
      },
    });
    expect(watched.log.byFn('find')).toMatchObject([{ parentCallId: call?.callId }]);
  });

  it.each([
    ['GET', 'query'],
    ['OPTIONS', 'query'],
    ['POST', 'mutation'],
    ['DELETE', 'mutation'],
  ])('by %s is a %s', async (method, type) => {
    const port = await watched.listen((_request, response) => response.end());
    await fetch(at(port), { method });
    expect(await watched.calls()).toMatchObject([{ fnName: method, fnType: type }]);
  });

  it('by a method that is not known has one name with all of them', async () => {
    const port = await watched.listen((_request, response) => response.end());
    await sendRaw(port, ['PURGE / HTTP/1.1', 'Host: shop', 'Connection: close']);
    const [call] = await watched.calls();
    expect(call).toMatchObject({
      fnName: 'HTTP',
      attributes: {
        'http.request.method': '_OTHER',
        'http.request.method_original': 'PURGE',
        'server.address': 'shop',
      },
    });
  });

  it('has the span of the sender as its parent', async () => {
    propagation.setGlobalPropagator(traceContextPropagator);
    try {
      let parent: unknown;
      const port = await watched.listen((_request, response) => {
        parent = trace.getSpanContext(carriedContext() as never);
        response.end();
      });
      const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
      await fetch(at(port), { headers: { traceparent } });
      expect(parent).toMatchObject({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), isRemote: true });
    } finally {
      propagation.disable();
    }
  });

  it('hears its body inside its call', async () => {
    const heard: (string | undefined)[] = [];
    const port = await watched.listen((request, response) => {
      request.on('data', () => heard.push(currentCall()?.fnName));
      request.on('end', () => {
        heard.push(currentCall()?.fnName);
        response.end();
      });
    });
    await fetch(at(port), { method: 'POST', body: 'some' });
    const [call] = await watched.calls();
    expect(heard).toEqual(['POST', 'POST']);
    expect(call?.attributes).toMatchObject({ 'http.request.body.size': 4 });
  });

  it('fails with a status that says so, and with no other', async () => {
    const port = await watched.listen((request, response) => {
      response.writeHead(Number(request.url?.slice(1))).end();
    });
    for (const status of ['/404', '/503', '/302']) await fetch(at(port, status), { redirect: 'manual' });
    const calls = await watched.calls(3);
    expect(calls.map(({ outcome }) => outcome)).toEqual([
      { status: 'ok' },
      { status: 'error', code: '503', message: '' },
      { status: 'ok' },
    ]);
  });

  it('is abandoned where the client goes away', async () => {
    const port = await watched.listen((_request, response) => {
      response.write('some');
    });
    const socket = await connected(port);
    socket.write('GET /events HTTP/1.1\r\nHost: shop\r\nAccept: text/event-stream\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    expect(await watched.calls()).toMatchObject([
      { fnType: 'action', outcome: { status: 'abandoned' }, attributes: { 'http.response.status_code': 200 } },
    ]);
  });

  it('has no status where nothing was answered', async () => {
    const arrived = later();
    const port = await watched.listen(() => arrived.resolve(undefined));
    const socket = await connected(port);
    socket.write('GET / HTTP/1.1\r\nHost: shop\r\n\r\n');
    await arrived.promise;
    socket.destroy();
    const [call] = await watched.calls();
    expect(call?.outcome).toEqual({ status: 'abandoned' });
    expect(call?.attributes).not.toHaveProperty(['http.response.status_code']);
  });

  it('fails with what the response was destroyed with', async () => {
    const port = await watched.listen((_request, response) => {
      response.write('some', () => response.destroy(new TypeError('half')));
      response.on('error', () => {});
    });
    await fetch(at(port))
      .then(async (answer) => answer.text())
      .catch(() => {});
    expect(await watched.calls()).toMatchObject([{ outcome: { status: 'error', code: 'TypeError', message: 'half' } }]);
  });

  it('follows others on one connection, sent one by one or all at once', async () => {
    const port = await watched.listen((request, response) => {
      setImmediate(() => response.end(request.url));
    });
    const lines = (path: string, more: string[] = []) =>
      [`GET ${path} HTTP/1.1`, 'Host: shop', ...more, '', ''].join('\r\n');
    const socket = await connected(port);
    socket.write(lines('/a') + lines('/b') + lines('/c', ['Connection: close']));
    await once(socket.resume(), 'close');
    const calls = await watched.calls(3);
    expect(calls.map(({ attributes }) => attributes?.['url.path'])).toEqual(['/a', '/b', '/c']);
    expect(calls.map(({ outcome }) => outcome.status)).toEqual(['ok', 'ok', 'ok']);
  });

  it('ends with its connection while it waits for those before it', async () => {
    const responses: ServerResponse[] = [];
    const both = later();
    const port = await watched.listen((_request, response) => {
      if (responses.push(response) === 2) both.resolve(undefined);
    });
    const socket = await connected(port);
    socket.write('GET /a HTTP/1.1\r\nHost: shop\r\n\r\nGET /b HTTP/1.1\r\nHost: shop\r\n\r\n');
    await both.promise;
    socket.destroy();
    const calls = await watched.calls(2);
    expect(calls.map(({ outcome }) => outcome.status)).toEqual(['abandoned', 'abandoned']);
  });

  it('that becomes something else is an action until its connection is closed', async () => {
    const server = createServer();
    server.on('upgrade', (_request, socket) => {
      socket.write(`HTTP/1.1 101 ${currentCall()?.fnType}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`);
      socket.pipe(socket);
    });
    const port = await watched.listen(server);
    const sending = httpRequest(at(port), { headers: { connection: 'Upgrade', upgrade: 'echo' } }).end();
    const [response, socket] = (await once(sending, 'upgrade')) as [IncomingMessage, import('node:net').Socket];
    expect(response.statusMessage).toBe('action');
    expect(watched.log.length).toBe(0);
    socket.end();
    expect(await watched.calls()).toMatchObject([
      { fnName: 'GET', fnType: 'action', outcome: { status: 'ok' }, attributes: { 'http.response.status_code': 101 } },
    ]);
  });

  it('is seen where the server was there before, on a connection that was there before', async () => {
    watched.end();
    const server = createServer((_request, response) => response.end());
    const port = await watched.listen(server);
    const socket = await connected(port);
    const { channels } = await import('../../src/channels/channels.js');
    const { store } = await import('@portcall/metrics');
    const { startTracing, TraceLog } = await import('@portcall/trace');
    const log = new TraceLog();
    using _ = startTracing({ sinks: [log] });
    const end = channels({ only: ['http-server'] }).start({ backend: store() });
    socket.write('GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n');
    await once(socket.resume(), 'close');
    end();
    expect(log.recent()).toMatchObject([{ fnName: 'GET' }]);
  });
});

it('a server is as it was once nobody looks on', async () => {
  const server = createServer((_request, response) => response.end());
  const port = await watched.listen(server);
  await fetch(at(port));
  expect(Object.hasOwn(server, 'emit')).toBe(true);
  watched.end();
  expect(Object.hasOwn(server, 'emit')).toBe(false);
  await fetch(at(port));
  expect(watched.log.recent()).toHaveLength(1);
});

it('a server that somebody else has changed since stays so, and is not looked on', async () => {
  const server = createServer((_request, response) => response.end());
  const port = await watched.listen(server);
  await fetch(at(port));
  const { emit } = server;
  const told: unknown[] = [];
  server.emit = ((...all: Parameters<typeof emit>) => {
    told.push(all[0]);
    return Reflect.apply(emit, server, all);
  }) as typeof emit;
  watched.end();
  await fetch(at(port));
  expect(told).toContain('request');
  expect(watched.log.recent()).toHaveLength(1);
});

it('a request over HTTP/2 is a call too', async () => {
  const server = createHttp2Server((request, response) => {
    request.resume();
    response.end(String(currentCall()?.fnName));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const session = connectHttp2(at((server.address() as AddressInfo).port));
  const stream = session.request({ ':path': '/lots', ':method': 'POST' });
  stream.end('some');
  await once(stream.resume(), 'close');
  session.close();
  await new Promise((closed) => server.close(closed));
  expect(await watched.calls()).toMatchObject([
    {
      fnName: 'POST',
      attributes: { 'url.path': '/lots', 'network.protocol.version': '2', 'http.response.status_code': 200 },
    },
  ]);
});

function later(): { readonly promise: Promise<unknown>; resolve: (value: unknown) => void } {
  let resolve: (value: unknown) => void = () => {};
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve: (value) => resolve(value) };
}

import { EventEmitter, once } from 'node:events';
import { createReadStream } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { addAbortSignal, Duplex, PassThrough, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { failOnProblems } from '@portcall/conformance';
import { eventually } from '@portcall/real-parts';
import { traceEveryTest } from '../../test/trace-every-test.js';
import { currentCall, traced } from '../index.js';

failOnProblems();
const tracing = traceEveryTest();

const CHUNKS = ['a', 'é', Buffer.from([1, 2, 3])];
const lines = traced('lines', { type: 'query' }, () => Readable.from(CHUNKS.map((chunk) => Buffer.from(chunk))));
const later = traced('later', { type: 'query' }, async () => lines());
const DONE = 'lines, 3 chunks of 6 bytes';
const endless = traced('endless', { type: 'query' }, () => new Readable({ read: () => {} }));
const ended = (stream: Readable): Promise<unknown> => once(stream, 'close');

const ways: Readonly<Record<string, (stream: Readable) => Promise<unknown>>> = {
  flowing: (stream) => ended(stream.on('data', () => {})),
  resumed: (stream) => ended(stream.resume()),
  paused: (stream) => {
    stream.on('readable', () => {
      while (stream.read() !== null);
    });
    return ended(stream);
  },
  'by a loop': async (stream) => {
    for await (const _ of stream);
  },
  piped: (stream) => once(stream.pipe(new PassThrough()).resume(), 'close'),
  'in a pipeline': (stream) => pipeline(stream, new Writable({ write: (_chunk, _encoding, done) => done() })),
  'by a consumer': text,
  'as a Web stream': (stream) => new Response(Readable.toWeb(stream) as ReadableStream).text(),
  'through map': (stream) => stream.map((chunk: unknown) => chunk).toArray(),
};

it.each(Object.entries(ways))('ends its call when it is read to its end: %s', async (_, read) => {
  await read(lines());
  expect(tracing.tree()).toBe(DONE);
});

it('stays the stream it was, and gives the app its chunks', async () => {
  const given = new PassThrough();
  const stream = traced('given', { type: 'query' }, () => given)();
  expect(stream).toBe(given);
  expect(Object.keys(stream)).toEqual(Object.keys(new PassThrough()));
  stream.setEncoding('utf8').end('é');
  expect(await text(stream)).toBe('é');
  expect(tracing.tree()).toBe('given, 1 chunk of 2 bytes');
});

it('ends the calls of an async function and of its caller', async () => {
  for await (const _ of await later());
  expect(tracing.tree()).toBe('later, 3 chunks of 6 bytes\n  lines, 3 chunks of 6 bytes');
});

it('does not start to flow, and hears nobody, for being watched', async () => {
  const stream = lines();
  await new Promise(setImmediate);
  expect(stream.readableFlowing).toBeNull();
  expect(['data', 'error', 'end', 'close'].map((event) => stream.listenerCount(event))).toEqual(
    ['data', 'error', 'end', 'close'].map((event) => Readable.from([]).listenerCount(event)),
  );
});

it('is abandoned when it is destroyed, or when the loop is left', async () => {
  const stream = endless();
  stream.destroy();
  await ended(stream);
  const left = lines();
  for await (const _ of left) break;
  await eventually(() => left.closed);
  expect(tracing.tree()).toBe('endless abandoned\nlines abandoned, 1 chunk of 1 byte');
});

it('is abandoned when the signal of its reader is aborted', async () => {
  const stop = new AbortController();
  const stream = addAbortSignal(stop.signal, endless());
  stop.abort();
  await expect(text(stream)).rejects.toMatchObject({ code: 'ABORT_ERR' });
  expect(tracing.tree()).toBe('endless abandoned');
});

it('fails with the very error of the stream', async () => {
  const failure = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  const stream = endless();
  stream.push('ab');
  setImmediate(() => stream.destroy(failure));
  await expect(text(stream)).rejects.toBe(failure);
  expect(tracing.tree()).toBe('endless error ECONNRESET, 1 chunk of 2 bytes');
});

it('ends at once where it had ended before', async () => {
  const over = Readable.from(['x']).resume();
  await ended(over);
  const failed = new Readable({ read: () => {} }).on('error', () => {});
  failed.destroy(new RangeError('far'));
  const destroyed = new Readable({ read: () => {} });
  destroyed.destroy();
  for (const stream of [over, failed, destroyed]) traced('late', { type: 'query' }, () => stream)();
  expect(tracing.tree()).toBe('late\nlate error RangeError\nlate abandoned');
});

it('counts no bytes for objects, whatever they are', async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const objects = traced('objects', { type: 'query' }, () => {
    const stream = new Readable({ objectMode: true, read: () => {} });
    for (const chunk of [{ id: 1 }, proxy, new ArrayBuffer(4), null]) stream.push(chunk);
    return stream;
  });
  await ended(objects().resume());
  expect(tracing.tree()).toBe('objects, 3 chunks of 4 bytes');
});

it('may be a duplex: its readable side counts', async () => {
  const echo = traced('echo', { type: 'action' }, () => new PassThrough());
  const stream: Duplex = echo();
  stream.end('hello');
  expect(await text(stream)).toBe('hello');
  expect(tracing.tree()).toBe('echo, 1 chunk of 5 bytes');
});

it('may be of another make than Node’s', () => {
  class Foreign extends EventEmitter {
    readonly readable = true;
    pipe(): void {}
    read(): void {}
    async *[Symbol.asyncIterator](): AsyncGenerator<string> {}
  }
  const stream = traced('foreign', { type: 'query' }, () => new Foreign())();
  expect(tracing.log.isEmpty).toBe(true);
  stream.emit('data', 'abc');
  stream.emit('end');
  stream.emit('close');
  expect(tracing.tree()).toBe('foreign, 1 chunk of 3 bytes');
});

describe('a duplex that is used by its methods', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());
  const open = traced('open', { type: 'action' }, () => connect((server.address() as AddressInfo).port, '127.0.0.1'));

  it('ends its call when its other end has said all: on(data), write and end', async () => {
    const socket = open();
    const heard: string[] = [];
    socket.on('data', (chunk) => heard.push(String(chunk), String(currentCall()?.fnName)));
    socket.write('hello');
    socket.end();
    await once(socket, 'close');
    expect(heard).toEqual(['hello', 'undefined']);
    expect(tracing.tree()).toBe('open, 1 chunk of 5 bytes');
  });

  it('ends its call when it is read to its end by read()', async () => {
    const socket = open();
    socket.end('hello');
    const heard: unknown[] = [];
    socket.on('readable', () => {
      for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null)
        heard.push(chunk.toString());
    });
    await once(socket, 'end');
    expect(heard).toEqual(['hello']);
    expect(tracing.tree()).toBe('open, 1 chunk of 5 bytes');
  });

  it('is abandoned where it is written to, and destroyed', async () => {
    const socket = open();
    socket.write('hello');
    socket.destroy();
    await once(socket, 'close');
    expect(tracing.tree()).toBe('open abandoned');
  });

  it('ends its call with the first work of a class of its own', async () => {
    class Image extends PassThrough {
      resize(): this {
        return this;
      }
      async toBuffer(): Promise<Buffer> {
        return Buffer.from('image');
      }
      async toFile(): Promise<never> {
        throw new RangeError('no room');
      }
    }
    const image = traced('image', { type: 'action' }, () => new Image());
    expect(String(await image().resize().toBuffer())).toBe('image');
    await expect(image().toFile()).rejects.toThrow('no room');
    const read = image();
    read.end('read');
    expect(await text(read)).toBe('read');
    expect(tracing.tree()).toBe('image\nimage error RangeError\nimage, 1 chunk of 4 bytes');
  });
});

describe('the reader of a stream', () => {
  const waiting = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
  const makers: Readonly<Record<string, () => Readable | ReadableStream>> = {
    'of texts': () => Readable.from(['a', 'b']),
    'of a generator that waits': () =>
      Readable.from(
        (async function* () {
          for (const letter of ['a', 'b']) {
            await waiting();
            yield letter;
          }
        })(),
      ),
    'of a generator that waits, as a duplex': () =>
      Duplex.from(
        (async function* () {
          for (const letter of ['a', 'b']) {
            await waiting();
            yield letter;
          }
        })(),
      ),
    'that is pushed to': () => {
      const stream = new PassThrough();
      setTimeout(() => {
        stream.write('a');
        setTimeout(() => stream.end('b'), 1);
      }, 1);
      return stream;
    },
    'of a file': () => createReadStream(__filename),
    'of the Web': () => new Blob(['a', 'b']).stream(),
  };

  it.each(Object.entries(makers))('never runs inside the call that gave it: %s', async (_, make) => {
    const download = traced('download', { type: 'query' }, make);
    const heard = new Set<string | undefined>();
    const insert = traced('insert', { type: 'mutation' }, () => heard.add(currentCall()?.parentCallId));
    const hear = (): void => void heard.add(currentCall()?.fnName);
    const copy = traced('copy', { type: 'mutation' }, async () => {
      const id = currentCall()?.callId;
      const writer = new Writable({
        objectMode: true,
        write(_chunk, _encoding, written) {
          hear();
          insert();
          setImmediate(() => {
            hear();
            written();
          });
        },
        final(written) {
          hear();
          written();
        },
      });
      const stream = download();
      if (stream instanceof Readable) for (const event of ['end', 'close', 'data']) stream.on(event, hear);
      if (stream instanceof Readable) await pipeline(stream, writer);
      else await pipeline(stream as never, writer);
      return id;
    });
    const id = await copy();
    expect(heard).toEqual(new Set(['copy', id]));
    expect(tracing.log.byFn('download')).toMatchObject([{ outcome: { status: 'ok' }, parentCallId: id }]);
  });
});

describe('a client that leaves', () => {
  const endlessly: Readonly<Record<string, () => Readable | AsyncIterable<string> | ReadableStream>> = {
    'a Node stream': () => new Readable({ read: () => {} }),
    'a Node stream in full flow': () => Readable.from(forever()),
    'an async generator': () => forever(),
    'an async iterable': () => ({ [Symbol.asyncIterator]: forever }),
    'a Web stream': () => ReadableStream.from(forever()),
  };
  async function* forever(): AsyncGenerator<string> {
    for (;;) {
      await new Promise(setImmediate);
      yield 'a';
    }
  }

  it.each(Object.entries(endlessly))('of a pipeline abandons its source: %s', async (_, make) => {
    const give = traced('give', { type: 'query' }, make);
    const client = new PassThrough().resume();
    const sent = pipeline(give() as Readable, client);
    setTimeout(() => client.destroy(), 5);
    await expect(sent).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    await eventually(() => tracing.log.byFn('give').length > 0);
    expect(tracing.log.byFn('give')).toMatchObject([{ outcome: { status: 'abandoned' } }]);
  });

  it.each(Object.entries(endlessly))('by the signal of a pipeline abandons its source: %s', async (_, make) => {
    const give = traced('give', { type: 'query' }, make);
    const stop = new AbortController();
    const sent = pipeline(give() as Readable, new PassThrough().resume(), { signal: stop.signal });
    setTimeout(() => stop.abort(), 5);
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    await eventually(() => tracing.log.byFn('give').length > 0);
    expect(tracing.log.byFn('give')).toMatchObject([{ outcome: { status: 'abandoned' } }]);
  });

  it.each(['node', 'generator', 'web'])('by a signal that its source hears abandons it: %s', async (kind) => {
    const stop = new AbortController();
    const listening = async function* (): AsyncGenerator<string> {
      for (;;) {
        await sleep(1, undefined, { signal: stop.signal });
        yield 'a';
      }
    };
    const give = traced('give', { type: 'query' }, () => {
      const generator = listening();
      return kind === 'node' ? Readable.from(generator) : kind === 'web' ? ReadableStream.from(generator) : generator;
    });
    setTimeout(() => stop.abort(), 5);
    await expect(text(give() as Readable)).rejects.toMatchObject({ name: 'AbortError' });
    expect(tracing.log.byFn('give')).toMatchObject([{ outcome: { status: 'abandoned' } }]);
  });

  it('is not a source whose own connection breaks', async () => {
    const broken = traced('broken', { type: 'query' }, () => new PassThrough());
    const stream = broken();
    const failure = Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
    stream.on('error', () => {});
    stream.emit('error', failure);
    expect(tracing.tree()).toBe('broken error ERR_STREAM_PREMATURE_CLOSE');
  });
});

describe('a stream of a generator', () => {
  const rows = traced('rows', { type: 'query' }, () =>
    Readable.from(
      (async function* () {
        for (const row of ['a', 'b', 'c']) {
          currentCall()?.recordOp({ op: 'get', entity: 'row', durationMs: 1, rowCount: 1, ok: true });
          yield row;
        }
      })(),
    ),
  );

  it('reads for the call: what its generator does belongs to it', async () => {
    expect(await text(rows())).toBe('abc');
    expect(tracing.only().ops.map(({ entity }) => entity)).toEqual(['row', 'row', 'row']);
  });

  it('is abandoned by a pipeline whose other end goes away', async () => {
    const letters = traced('letters', { type: 'query' }, async function* () {
      for (;;) yield 'a';
    });
    const gone = new Writable({
      write(_chunk, _encoding, written) {
        written();
        this.destroy();
      },
    });
    await expect(pipeline(Readable.from(letters()), gone)).rejects.toMatchObject({
      code: 'ERR_STREAM_PREMATURE_CLOSE',
    });
    await eventually(() => !tracing.log.isEmpty);
    expect(tracing.only().outcome).toEqual({ status: 'abandoned' });
  });
});

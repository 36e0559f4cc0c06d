import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { failOnProblems } from '@portcall/conformance';
import { traceEveryTest } from '../../test/trace-every-test.js';
import { traced } from '../index.js';

failOnProblems();
const tracing = traceEveryTest();

function give<T>(value: T): () => T {
  return traced('give', { type: 'query' }, () => value);
}

async function* letters(): AsyncGenerator<string, void> {
  yield 'a';
  yield 'b';
}

interface Shared {
  readonly stream: object;
  readonly read: () => Promise<unknown>;
}

const kinds: Readonly<Record<string, () => Shared>> = {
  'a duplex': () => {
    const stream = new PassThrough();
    return {
      stream,
      read: () => {
        stream.write('a');
        stream.end('b');
        return text(stream);
      },
    };
  },
  'a readable': () => {
    const stream = Readable.from(['a', 'b']);
    return { stream, read: () => text(stream) };
  },
  'a Web stream': () => {
    const stream = ReadableStream.from(['a', 'b']);
    return { stream, read: () => text(stream) };
  },
  'an async generator': () => {
    const stream = letters();
    return { stream, read: () => text(stream as never) };
  },
  'an async iterable': () => {
    const stream = { [Symbol.asyncIterator]: letters };
    return { stream, read: () => text(stream as never) };
  },
  'a sync generator': () => {
    const stream = (function* () {
      yield* ['a', 'b'];
    })();
    return { stream, read: async () => [...stream].join('') };
  },
  'a response': () => {
    const stream = new Response(new Blob(['ab']));
    return { stream, read: () => stream.text() };
  },
};

describe.each(Object.entries(kinds))('%s that call after call gives', (_, make) => {
  it('is the same one to all of them, and ends them all when it ends', async () => {
    const { stream, read } = make();
    const call = give(stream);
    const given = [call(), await give(Promise.resolve(stream))(), call()];
    expect(given.every((each) => each === stream)).toBe(true);
    expect(tracing.log.isEmpty).toBe(true);
    expect(await read()).toBe('ab');
    expect(tracing.log.totalCount).toBe(3);
    expect(tracing.log.recent().map(({ outcome, streamBytes }) => [outcome.status, streamBytes])).toEqual([
      ['ok', 2],
      ['ok', 2],
      ['ok', 2],
    ]);
  });

  it('is no deeper, and no slower to read, after 50,000 of them', async () => {
    const { stream, read } = make();
    const call = give(stream);
    const properties = (): number => Reflect.ownKeys(stream).length;
    call();
    const before = properties();
    for (let i = 1; i < 50_000; i += 1) call();
    expect(properties()).toBe(before);
    expect(await read()).toBe('ab');
    expect(tracing.log.totalCount).toBe(50_000);
    expect(new Set(tracing.log.recent().map(({ outcome }) => outcome.status))).toEqual(new Set(['ok']));
  });
});

describe('calls that give one stream', () => {
  it('count what was read since each of them gave it', () => {
    const stream = new PassThrough().setEncoding('utf8');
    const call = give(stream);
    for (const chunk of ['a', 'bc', 'def']) {
      call();
      stream.write(chunk);
      expect(stream.read()).toBe(chunk);
    }
    stream.destroy();
    stream.emit('close');
    expect(tracing.log.recent().map(({ streamChunks, streamBytes }) => [streamChunks, streamBytes])).toEqual([
      [1, 3],
      [2, 5],
      [3, 6],
    ]);
  });

  it('wait for its end up to 1,000 of them; further ones end as they give it', () => {
    const call = give(new PassThrough());
    for (let i = 0; i < 1_010; i += 1) call();
    expect(tracing.log.totalCount).toBe(10);
  });

  it('end at once where it has ended, as it has ended', async () => {
    const failure = new RangeError('far');
    const failing = Readable.from(
      (async function* () {
        yield await Promise.reject<string>(failure);
      })(),
    );
    const call = give(failing);
    call();
    await expect(text(failing)).rejects.toBe(failure);
    call();
    const generator = letters();
    give(generator)();
    await text(generator as never);
    give(generator)();
    expect(tracing.tree()).toBe('give error RangeError\ngive error RangeError\ngive, 2 chunks of 2 bytes\ngive');
  });

  it('may each be read to the end, where it can be read again', async () => {
    const call = give({ [Symbol.asyncIterator]: letters });
    for (let i = 0; i < 3; i += 1) await text(call() as never);
    expect(tracing.tree()).toBe(Array.from({ length: 3 }, () => 'give, 2 chunks of 2 bytes').join('\n'));
  });
});

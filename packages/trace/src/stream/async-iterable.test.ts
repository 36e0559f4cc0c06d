import { expectProblems, failOnProblems } from '@portcall/conformance';
import { traceEveryTest } from '../../test/trace-every-test.js';
import { currentCall, op, traced } from '../index.js';

failOnProblems();
const tracing = traceEveryTest();

async function* letters(): AsyncGenerator<string, string> {
  yield 'a';
  await Promise.resolve();
  yield 'é😀';
  return 'end';
}

const stream = traced('stream', { type: 'query' }, letters);

async function read<T>(chunks: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

describe('an async generator', () => {
  it('ends its call when it is read to its end', async () => {
    const chunks = stream();
    expect(tracing.log.isEmpty).toBe(true);
    expect(await read(chunks)).toEqual(['a', 'é😀']);
    expect(tracing.tree()).toBe('stream, 2 chunks of 7 bytes');
  });

  it('stays the generator it was', async () => {
    const chunks = stream();
    expect(Object.prototype.toString.call(chunks)).toBe('[object AsyncGenerator]');
    expect(chunks).toBeInstanceOf(letters);
    expect(chunks[Symbol.asyncIterator]()).toBe(chunks);
    expect(Object.keys(chunks)).toEqual([]);
    expect(await chunks.next()).toEqual({ done: false, value: 'a' });
    expect(await chunks.next()).toEqual({ done: false, value: 'é😀' });
    expect(await chunks.next()).toEqual({ done: true, value: 'end' });
    expect(await chunks.next()).toEqual({ done: true, value: undefined });
    expect(tracing.tree()).toBe('stream, 2 chunks of 7 bytes');
  });

  it('runs its code inside its call, also that after an await', async () => {
    const lots = traced('lots', { type: 'query' }, async function* () {
      yield op('get', 'Lot', () => 'lot_1');
      await new Promise(setImmediate);
      yield op('get', 'Lot', () => 'lot_2');
      yield currentCall()?.fnName;
    });
    const outer = traced('outer', { type: 'query' }, async () => {
      const names: unknown[] = [];
      for await (const _ of lots()) names.push(currentCall()?.fnName);
      return names;
    });
    expect(await outer()).toEqual(['outer', 'outer', 'outer']);
    expect(tracing.tree()).toBe('outer\n  lots, 3 chunks of 14 bytes\n    · get Lot\n    · get Lot');
  });

  it('is abandoned by a loop that leaves early', async () => {
    let cleanedUp = false;
    const endless = traced('endless', { type: 'query' }, async function* () {
      try {
        for (;;) yield 'x';
      } finally {
        cleanedUp = true;
      }
    });
    for await (const _ of endless()) break;
    expect(cleanedUp).toBe(true);
    expect(tracing.tree()).toBe('endless abandoned, 1 chunk of 1 byte');
  });

  it('is abandoned where the reader fails, and fails where it fails itself', async () => {
    const failure = new RangeError('no more');
    const failing = traced('failing', { type: 'query' }, async function* () {
      yield 'x';
      throw failure;
    });
    await expect(read(failing())).rejects.toBe(failure);
    const reader = async (): Promise<void> => {
      for await (const _ of stream()) throw failure;
    };
    await expect(reader()).rejects.toBe(failure);
    expect(tracing.tree()).toBe('failing error RangeError, 1 chunk of 1 byte\nstream abandoned, 1 chunk of 1 byte');
  });

  it('is abandoned unread by return(), and by throw()', async () => {
    expect(await stream().return('early')).toEqual({ done: true, value: 'early' });
    const failure = new Error('thrown in');
    await expect(stream().throw(failure)).rejects.toBe(failure);
    expect(tracing.tree()).toBe('stream abandoned\nstream abandoned');
  });

  it('may be asked for several chunks at once, and be delegated to', async () => {
    const chunks = stream();
    const steps = await Promise.all([chunks.next(), chunks.next(), chunks.next()]);
    expect(steps.map(({ done }) => done)).toEqual([false, false, true]);
    async function* delegating(): AsyncGenerator<string, void> {
      yield* stream();
    }
    expect(await read(delegating())).toEqual(['a', 'é😀']);
    expect(tracing.tree()).toBe('stream, 2 chunks of 7 bytes\nstream, 2 chunks of 7 bytes');
  });

  it('given by two calls ends both', async () => {
    await read(await traced('outer', { type: 'query' }, async () => stream())());
    expect(tracing.tree()).toBe('outer, 2 chunks of 7 bytes\n  stream, 2 chunks of 7 bytes');
  });

  it('that cannot be watched is a value like others', async () => {
    const frozen = traced('frozen', { type: 'query' }, () => Object.freeze(letters()));
    const chunks = frozen();
    expect(tracing.tree()).toBe('frozen');
    expect(await read(chunks)).toEqual(['a', 'é😀']);
    const hostile = new Proxy(
      {},
      {
        has: () => {
          throw new Error('no');
        },
      },
    );
    expect(traced('hostile', { type: 'query' }, () => hostile)()).toBe(hostile);
    expect(tracing.tree()).toBe('frozen\nhostile');
  });
});

describe('an async iterable', () => {
  it('ends its call when one of its iterators ends, and may be iterated again', async () => {
    const source = { [Symbol.asyncIterator]: letters };
    const chunks = traced('iterable', { type: 'query' }, () => source)();
    expect(chunks).toBe(source);
    expect(tracing.log.isEmpty).toBe(true);
    expect([await read(chunks), await read(chunks)]).toEqual([
      ['a', 'é😀'],
      ['a', 'é😀'],
    ]);
    expect(tracing.tree()).toBe('iterable, 2 chunks of 7 bytes');
  });

  it('that cannot begin fails, with its own error', async () => {
    const failure = new Error('no iterator');
    const source = {
      [Symbol.asyncIterator](): never {
        throw failure;
      },
    };
    await expect(read(traced('iterable', { type: 'query' }, () => source)())).rejects.toBe(failure);
    expect(tracing.tree()).toBe('iterable error Error');
  });

  it('with steps that are no promises is read as it was', async () => {
    let left = 2;
    const source = {
      next: () => ({ done: left === 0, value: left-- }),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
    const given = traced('sync steps', { type: 'query' }, () => source)();
    expect(given.next()).toEqual({ done: false, value: 2 });
    expect(await read(given as never)).toEqual([1]);
    expect(tracing.tree()).toBe('sync steps, 2 chunks of 0 bytes');
  });

  it('that is a cursor is read both by its own next, which gives documents, and by a loop', async () => {
    const cursorOf = (documents: (object | null)[]) => ({
      next: async () => documents.shift() ?? null,
      async *[Symbol.asyncIterator]() {
        for (let document = await this.next(); document !== null; document = await this.next()) yield document;
      },
    });
    const find = traced('find', { type: 'query' }, cursorOf);
    const cursor = find([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(await cursor.next()).toEqual({ id: 1 });
    expect(await read(cursor)).toEqual([{ id: 2 }, { id: 3 }]);
    expect(await cursor.next()).toBeNull();
    expect(tracing.tree()).toBe('find, 2 chunks of 0 bytes');
  });

  it.each([{ done: true }, { done: true, value: 7 }, { done: false, _id: 1 }])(
    'that is a cursor is not ended by a document that looks like a step: %j',
    async (document) => {
      const documents: (object | null)[] = [document, { id: 2 }, { id: 3 }];
      const find = traced('find', { type: 'query' }, () => ({
        next: async () => documents.shift() ?? null,
        async *[Symbol.asyncIterator]() {
          for (let each = await this.next(); each !== null; each = await this.next()) yield each;
        },
      }));
      const cursor = find();
      expect(await cursor.next()).toBe(document);
      expect(tracing.log.isEmpty).toBe(true);
      expect(await read(cursor)).toEqual([{ id: 2 }, { id: 3 }]);
      expect(tracing.tree()).toBe('find, 2 chunks of 0 bytes');
    },
  );

  it('that is awaited as well is a query: a value like other thenables, which ends its call', async () => {
    class Query {
      // biome-ignore lint/suspicious/noThenProperty: this is about what has one
      async then(resolve: (rows: string[]) => void): Promise<void> {
        resolve(['a']);
      }
      [Symbol.asyncIterator] = letters;
    }
    class Page extends Promise<string> {
      // biome-ignore lint/suspicious/noThenProperty: this is about what has one
      override then<A, B>(...args: Parameters<Promise<string>['then']>): Promise<A | B> {
        return super.then(...args) as Promise<A | B>;
      }
      [Symbol.asyncIterator] = letters;
    }
    const query = new Query();
    const page = new Page((resolve) => resolve('page'));
    const find = traced('find', { type: 'query' }, (value: unknown) => value);
    expect([find(query) === query, find(page) === page]).toEqual([true, true]);
    expectProblems('call.unawaited find');
    expect(tracing.tree()).toBe('find\nfind');
    expect([await query, await page, await read(page)]).toEqual([['a'], 'page', ['a', 'é😀']]);
  });

  it('that is split by its client past its public iterator ends its call', async () => {
    class Stream {
      constructor(private readonly iterator: () => AsyncIterator<string>) {}
      split(): AsyncIterator<string>[] {
        return [this.iterator()];
      }
      [Symbol.asyncIterator](): AsyncIterator<string> {
        return this.iterator();
      }
    }
    const chat = traced('chat', { type: 'action' }, () => new Stream(letters));
    const stream = chat();
    expect(Object.keys(stream)).toEqual(['iterator']);
    expect(await read(stream)).toEqual(['a', 'é😀']);
    const [half] = chat().split();
    expect(await read({ [Symbol.asyncIterator]: () => half! })).toEqual(['a', 'é😀']);
    expect(tracing.tree()).toBe('chat, 2 chunks of 7 bytes\nchat, 2 chunks of 7 bytes');
  });
});

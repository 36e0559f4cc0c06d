import { setImmediate as tick } from 'node:timers/promises';
import { failOnProblems } from '@portcall/conformance';
import { traceEveryTest } from '../../../test/trace-every-test.js';
import { currentCall, op, traced } from '../../index.js';

failOnProblems();
const tracing = traceEveryTest();

type Kind = 'default' | 'bytes';
const TEXT = ['one ', 'two ', 'é'];

/** A stream of either kind that gives the chunks one by one when it is asked. */
function source(kind: Kind, chunks: readonly string[], end: (controller: any) => void): ReadableStream<Uint8Array> {
  const left = chunks.map((chunk) => new TextEncoder().encode(chunk));
  return new ReadableStream({
    ...(kind === 'bytes' && { type: 'bytes' }),
    async pull(controller: any) {
      await Promise.resolve();
      const chunk = left.shift();
      if (chunk !== undefined) controller.enqueue(chunk);
      else {
        end(controller);
        controller.byobRequest?.respond(0);
      }
    },
  } as never);
}

const close = (controller: any): void => controller.close();
const download = traced('download', { type: 'query' }, (kind: Kind) => source(kind, TEXT, close));
const DONE = 'download, 3 chunks of 10 bytes';
const decoded = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString();

async function loop(stream: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return decoded(chunks);
}

async function withOwnBuffer(stream: ReadableStream<Uint8Array>, size: number): Promise<string> {
  const reader = (stream as any).getReader({ mode: 'byob' });
  const chunks: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(size));
    if (done) return decoded(chunks);
    chunks.push(value);
  }
}

const ways: Readonly<Record<string, (stream: ReadableStream<Uint8Array>) => Promise<string>>> = {
  'by a loop': loop,
  'by a reader': async (stream) => {
    const reader = stream.getReader();
    const chunks: Uint8Array[] = [];
    for (let step = await reader.read(); !step.done; step = await reader.read()) chunks.push(step.value);
    await reader.closed;
    return decoded(chunks);
  },
  'as a response': (stream) => new Response(stream).text(),
  'piped to a sink': async (stream) => {
    const chunks: Uint8Array[] = [];
    await stream.pipeTo(new WritableStream({ write: (chunk: Uint8Array) => void chunks.push(chunk) }));
    return decoded(chunks);
  },
  'piped through': (stream) => loop(stream.pipeThrough(new TransformStream())),
  teed: async (stream) => {
    const [left, right] = stream.tee();
    const both = await Promise.all([loop(left), loop(right)]);
    expect(both[0]).toBe(both[1]);
    return both[0];
  },
};

describe.each(['default', 'bytes'] as const)('a Web stream of the %s kind', (kind) => {
  it.each(Object.entries(ways))('ends its call when it is read to its end: %s', async (_way, read) => {
    const stream = download(kind);
    expect(tracing.log.isEmpty).toBe(true);
    expect(await read(stream)).toBe('one two é');
    expect(tracing.tree()).toBe(DONE);
  });

  it('is one still, of the same kind, and asks its source for nothing before it is asked', async () => {
    let asked = 0;
    const pull = (): void => {
      asked += 1;
    };
    const stream = traced(
      'lazy',
      { type: 'query' },
      () =>
        new ReadableStream({ ...(kind === 'bytes' && { type: 'bytes' }), pull } as never, {
          highWaterMark: 0,
        }),
    )();
    await tick();
    expect([stream instanceof ReadableStream, stream.locked, asked]).toEqual([true, false, 0]);
    const ownBuffer = (): unknown => (stream as any).getReader({ mode: 'byob' });
    if (kind === 'bytes') expect(ownBuffer).not.toThrow();
    else expect(ownBuffer).toThrow('must be a byte stream');
  });

  it('fails with the very error of its source', async () => {
    const failure = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const fail = traced('fail', { type: 'query' }, async () => source(kind, ['ab'], (c) => c.error(failure)));
    await expect(loop(await fail())).rejects.toBe(failure);
    expect(tracing.tree()).toBe('fail error ECONNRESET, 1 chunk of 2 bytes');
  });

  it('fails with undefined where its source does', async () => {
    const fail = traced('fail', { type: 'query' }, () => source(kind, [], (c) => c.error(undefined)));
    await expect(loop(fail())).rejects.toBeUndefined();
    expect(tracing.tree()).toBe('fail error undefined');
  });

  it('is abandoned by a loop that is left and by cancel(), and its source hears why', async () => {
    for await (const _ of download(kind)) break;
    const reasons: unknown[] = [];
    const cancelled = traced('cancelled', { type: 'query' }, () => {
      return new ReadableStream({
        ...(kind === 'bytes' && { type: 'bytes' }),
        cancel: (reason: unknown) => void reasons.push(reason),
      } as never);
    });
    await cancelled().cancel('enough');
    await tick();
    expect(reasons).toEqual(['enough']);
    expect(tracing.tree()).toBe('download abandoned, 1 chunk of 4 bytes\ncancelled abandoned');
  });

  it('gives the reader what cancelling its source throws', async () => {
    const failure = new Error('no');
    const stubborn = traced('stubborn', { type: 'query' }, () => {
      const cancel = (): never => {
        throw failure;
      };
      return new ReadableStream({ ...(kind === 'bytes' && { type: 'bytes' }), cancel } as never);
    });
    await expect(stubborn().cancel()).rejects.toBe(failure);
    expect(tracing.tree()).toBe('stubborn abandoned');
  });

  it('is closed when its source is, though nobody reads', async () => {
    let controller: any;
    const pushed = traced('pushed', { type: 'query' }, () => {
      return new ReadableStream({
        ...(kind === 'bytes' && { type: 'bytes' }),
        start: (given: any) => {
          controller = given;
        },
      } as never);
    });
    const quiet = pushed().getReader();
    controller.close();
    await quiet.closed;
    const reader = pushed().getReader();
    const failure = new Error('reset');
    controller.error(failure);
    await expect(reader.closed).rejects.toBe(failure);
    expect(tracing.tree()).toBe('pushed\npushed error Error');
  });
});

describe('a byte stream read into the reader’s own buffer', () => {
  it.each([1, 3, 4, 64])('gives the same bytes, %i at a time', async (size) => {
    const reads = TEXT.reduce((sum, text) => sum + Math.ceil(Buffer.byteLength(text) / size), 0);
    expect(await withOwnBuffer(download('bytes'), size)).toBe('one two é');
    expect(tracing.tree()).toBe(`download, ${reads} chunks of 10 bytes`);
  });

  it('fails with the very error of its source', async () => {
    const failure = new Error('reset');
    const fail = traced('fail', { type: 'query' }, () => source('bytes', ['ab'], (c) => c.error(failure)));
    await expect(withOwnBuffer(fail(), 4)).rejects.toBe(failure);
    expect(tracing.tree()).toBe('fail error Error, 1 chunk of 2 bytes');
  });
});

describe('a Web stream', () => {
  it('runs the code of its source inside its call', async () => {
    const lots = traced('lots', { type: 'query' }, () => {
      let left = 2;
      return new ReadableStream(
        {
          async pull(controller) {
            await tick();
            if (left === 0) controller.close();
            else controller.enqueue(op('get', 'Lot', () => `${currentCall()?.fnName} ${left--}`));
          },
        },
        { highWaterMark: 0 },
      );
    });
    const outer = traced('outer', { type: 'query' }, async () => {
      const chunks: string[] = [];
      for await (const chunk of lots()) chunks.push(`${chunk}, read by ${currentCall()?.fnName}`);
      return chunks;
    });
    expect(await outer()).toEqual(['lots 2, read by outer', 'lots 1, read by outer']);
    expect(tracing.tree()).toBe('outer\n  lots, 2 chunks of 12 bytes\n    · get Lot\n    · get Lot');
  });

  const given = traced('given', { type: 'query' }, (stream: ReadableStream) => stream);

  it('that somebody reads already is a value like others', () => {
    const taken = new ReadableStream();
    taken.getReader();
    expect(given(taken)).toBe(taken);
    expect(tracing.tree()).toBe('given');
  });

  it('is the very one that was given, unlocked, also one of the app’s own class', async () => {
    class Download extends ReadableStream<string> {
      readonly total = 7;
    }
    const own = new Download({ start: (controller) => controller.close() });
    expect([given(own) === own, own.locked]).toEqual([true, false]);
    for await (const _ of own);
    expect(tracing.tree()).toBe('given');
  });

  it('given on by its caller ends both calls', async () => {
    const outer = traced('outer', { type: 'action' }, async () => download('bytes'));
    expect(await new Response(await outer()).text()).toBe('one two é');
    expect(tracing.tree()).toBe('outer, 3 chunks of 10 bytes\n  download, 3 chunks of 10 bytes');
  });
});

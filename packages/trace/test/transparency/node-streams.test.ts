import { once } from 'node:events';
import { Duplex, PassThrough, Readable, Transform, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { describeTransparency, expectTransparent, type Program, settled, type World } from './suite.js';

const failure = new RangeError('far');
const EVENTS = ['data', 'end', 'close', 'error', 'pause', 'resume', 'drain', 'finish'];

function listen(stream: Readable, { see }: World, events: readonly string[] = EVENTS): void {
  for (const event of events) stream.on(event, (value: unknown) => see(event, value));
}

function state(stream: Readable): unknown {
  const { readableFlowing, readableLength, readableEnded, readableAborted, readableDidRead, readableHighWaterMark } =
    stream;
  const { destroyed, closed, errored, writable, writableLength, writableNeedDrain } = stream as Readable &
    Partial<Writable>;
  return {
    ...{ readableFlowing, readableLength, readableEnded, readableAborted, readableDidRead, readableHighWaterMark },
    ...{ destroyed, closed, errored: String(errored), writable, writableLength, writableNeedDrain },
    listeners: stream.eventNames().map((event) => [event, stream.listenerCount(event)]),
    keys: Object.keys(stream),
  };
}

describeTransparency('Node streams', {
  'every event, in order': async (world) => {
    const stream = world.fn(() => Readable.from(['a', 'b', 'c']))();
    world.see('state', state(stream));
    listen(stream, world);
    await once(stream, 'close');
    world.see('state', state(stream));
  },
  'backpressure for who writes': async (world) => {
    const stream = world.fn(() => new PassThrough({ highWaterMark: 2 }))();
    listen(stream, world, ['drain', 'finish', 'end', 'close']);
    for (const chunk of ['a', 'bc', 'd', 'e'])
      world.see(
        'write',
        stream.write(chunk, () => world.see('written', chunk)),
        state(stream),
      );
    await settled();
    stream.end();
    for await (const chunk of stream) world.see('chunk', chunk, stream.writableLength);
  },
  'pause, resume and unshift': async (world) => {
    const stream = world.fn(() => new Readable({ read() {}, encoding: 'utf8' }))();
    listen(stream, world);
    stream.push('a');
    await settled();
    world.see('paused', stream.pause() === stream, state(stream));
    stream.push('b');
    await settled();
    stream.unshift('0');
    stream.resume();
    await settled();
    stream.push(null);
    await settled();
    world.see('state', state(stream));
  },
  'an error, in its order and with its state': async (world) => {
    const stream = world.fn(() => new Readable({ read() {} }))();
    listen(stream, world);
    stream.push('a');
    world.see('destroyed', stream.destroy(failure) === stream, state(stream));
    await settled();
    world.see('state', state(stream), stream.errored === failure);
    await world.attempt('text', () => text(stream));
  },
  'a listener that throws': async (world) => {
    const stream = world.fn(() => new PassThrough())();
    stream.on('data', () => {
      throw failure;
    });
    stream.resume();
    await settled();
    await world.attempt('emit', () => stream.emit('data', 'a'));
    stream.destroy();
  },
  'an error that nobody hears is thrown by emit': async (world) => {
    const stream = world.fn(() => new PassThrough())();
    await world.attempt('emit', () => stream.emit('error', failure));
    stream.destroy();
  },
  'a loop that is left, and one that is not': async (world) => {
    const make = world.fn(() => Readable.from(['a', 'b']));
    const left = make();
    for await (const chunk of left) {
      world.see('chunk', chunk);
      break;
    }
    world.see('left', state(left));
    const kept = make();
    for await (const chunk of kept.iterator({ destroyOnReturn: false })) {
      world.see('chunk', chunk);
      break;
    }
    world.see('kept', state(kept));
    for await (const chunk of kept) world.see('chunk', chunk);
  },
  'pipelines, their failures and their order': async (world) => {
    const upper = (): Transform =>
      new Transform({
        transform: (chunk: Buffer, _encoding, done) => done(null, chunk.toString().toUpperCase()),
      });
    const sink = (): Writable =>
      new Writable({
        write(chunk, _encoding, done) {
          world.see('sink', chunk);
          done();
        },
      });
    await world.attempt('all', () => pipeline(world.fn(() => Readable.from(['a', 'b']))(), world.fn(upper)(), sink()));
    const failing = new Writable({ write: (_chunk, _encoding, done) => done(failure) });
    const source = world.fn(() => Readable.from(['a', 'b']))();
    await world.attempt('failing', () => pipeline(source, failing));
    world.see('source', state(source));
  },
  'finished, compose, map and Web streams of it': async (world) => {
    const make = world.fn(() => Readable.from(['a', 'b']));
    const stream = make();
    const end = finished(stream.resume());
    world.see('finished', await end);
    world.see(
      'mapped',
      await make()
        .map((chunk: string) => chunk + chunk)
        .toArray(),
    );
    world.see(
      'web',
      await new Response(Readable.toWeb(make().map((chunk: string) => Buffer.from(chunk))) as never).text(),
    );
    world.see('duplex', await text(Duplex.from(make())));
    world.see('wrapped', await text(new Readable({ objectMode: true }).wrap(make())));
  },
  'the very object, its class, its prototype and its listeners': (world) => {
    class Download extends Readable {
      readonly size = 7;
      override _read(): void {
        this.push(null);
      }
    }
    const stream = new Download();
    const given = world.fn(() => stream)();
    world.see('same', given === stream, given instanceof Download, Object.getPrototypeOf(given) === Download.prototype);
    world.see(
      'shown',
      JSON.stringify(Object.keys(given)),
      given.on('end', () => {}) === given,
      given.listenerCount('end'),
    );
    given.resume();
  },
  'its methods, replaced by who reads': async (world) => {
    const stream = world.fn(() => new PassThrough())();
    const { emit } = stream;
    stream.emit = (event: string | symbol, ...args: unknown[]) => {
      world.see('emits', event);
      return emit.call(stream, event as 'data', ...args);
    };
    stream.end('a');
    world.see('text', await text(stream));
  },
});

type Do =
  | 'push'
  | 'read'
  | 'read 2'
  | 'pause'
  | 'resume'
  | 'listen'
  | 'pipe'
  | 'unpipe'
  | 'end'
  | 'destroy'
  | 'fail'
  | 'wait'
  | 'unshift'
  | 'encode';
const steps = fc.array(
  fc.constantFrom<Do[]>(
    ...([
      'push',
      'push',
      'read',
      'read 2',
      'pause',
      'resume',
      'listen',
      'pipe',
      'unpipe',
      'end',
      'destroy',
      'fail',
      'wait',
      'wait',
      'unshift',
      'encode',
    ] as const),
  ),
  { maxLength: 14 },
);

function handled(
  all: readonly Do[],
  highWaterMark: number,
  make: (world: World, highWaterMark: number) => Readable,
): Program {
  return async (world) => {
    const { fn, see, attempt } = world;
    const stream = fn(() => make(world, highWaterMark))();
    const sink = new PassThrough().resume();
    listen(stream, world, ['end', 'close', 'error', 'pause', 'resume', 'readable']);
    let isEnded = false;
    for (const [index, step] of all.entries()) {
      await attempt(step, () => {
        switch (step) {
          case 'push':
            return isEnded || stream.push(`chunk ${index}`);
          case 'unshift':
            return isEnded || stream.unshift(`first ${index}`);
          case 'read':
            return stream.read() as unknown;
          case 'read 2':
            return stream.read(2) as unknown;
          case 'pause':
            return stream.pause() === stream;
          case 'resume':
            return stream.resume() === stream;
          case 'listen':
            return stream.on('data', (chunk) => see('data', chunk)) === stream;
          case 'pipe':
            return stream.pipe(sink) === sink;
          case 'unpipe':
            return stream.unpipe() === stream;
          case 'encode':
            return stream.setEncoding('utf8') === stream;
          case 'end':
            isEnded = true;
            return stream.push(null);
          case 'destroy':
            return stream.destroy() === stream;
          case 'fail':
            return stream.destroy(failure) === stream;
          case 'wait':
            return settled();
        }
      });
      see('state', state(stream));
    }
    await settled();
    see('state', state(stream));
    stream.destroy();
    await settled();
  };
}

it('whatever is done to a readable', async () => {
  const readable = ({ see }: World, highWaterMark: number): Readable =>
    new Readable({
      highWaterMark,
      read: (size) => see('asked for', size),
      destroy(error, done) {
        see('destroys', error);
        done(error);
      },
    });
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(0, 3, 100), (all, mark) => expectTransparent(handled(all, mark, readable))),
    { numRuns: 300 },
  );
});

import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CallContextManager } from './context-manager.js';

const KEY = createContextKey('key');
const at = (value: unknown): Context => ROOT_CONTEXT.setValue(KEY, value);

// OpenTelemetry's own beside ours: the same sentences hold for both.
describe.each([
  ['ours', () => new CallContextManager()],
  ["OpenTelemetry's", () => new AsyncLocalStorageContextManager()],
])('the context manager, %s', (_, make) => {
  const manager = make().enable();
  const active = () => manager.active().getValue(KEY);

  it('is switched on and off, and gives itself', () => {
    const other = make();
    expect(other.enable()).toBe(other);
    expect(other.disable()).toBe(other);
    expect(other.with(at(1), () => other.active().getValue(KEY))).toBe(1);
  });

  it('starts at the root', () => expect(manager.active()).toBe(ROOT_CONTEXT));

  describe('with()', () => {
    it('runs the function in the context, with what it is given, and gives what it gives', () => {
      const context = at(1);
      expect(manager.with(context, () => manager.active())).toBe(context);
      const sum = function (this: { a: number }, b: number, c: number) {
        return [this.a, b, c, active()];
      };
      expect(manager.with(context, sum, { a: 1 }, 2, 3)).toEqual([1, 2, 3, 1]);
    });

    it('throws what the function throws, and is over then', () => {
      const boom = new Error('boom');
      const run = () =>
        manager.with(at(1), () => {
          throw boom;
        });
      expect(run).toThrow(boom);
      expect(manager.active()).toBe(ROOT_CONTEXT);
    });

    it('puts back the context before, however deep', () => {
      const seen = manager.with(at(1), () => [
        active(),
        manager.with(at(2), () => [active(), manager.with(at(3), active), active()]),
        active(),
      ]);
      expect(seen).toEqual([1, [2, 3, 2], 1]);
    });

    it('holds for async functions, and for what they wait for', async () => {
      const boom = new Error('boom');
      const seen = await manager.with(at(1), async () => {
        const before = active();
        const inner = await manager.with(at(2), async () => {
          await sleep(1);
          return active();
        });
        await expect(
          manager.with(at(3), async () => {
            await sleep(1);
            throw boom;
          }),
        ).rejects.toBe(boom);
        return [before, inner, active()];
      });
      expect(seen).toEqual([1, 2, 1]);
      expect(manager.active()).toBe(ROOT_CONTEXT);
    });

    it('does not hold around an async function that nobody waits for', async () => {
      const { promise, resolve } = withResolvers<unknown>();
      const seen = manager.with(at(1), () => {
        void manager.with(at(2), async () => {
          await sleep(5);
          resolve(active());
        });
        return active();
      });
      expect([seen, active()]).toEqual([1, undefined]);
      expect(await promise).toBe(2);
    });

    it('holds in timers, immediates, ticks and promises that it starts', async () => {
      const { promise, resolve } = withResolvers<readonly unknown[]>();
      manager.with(at(1), () => {
        setTimeout(() => {
          const timer = active();
          setImmediate(() => {
            const immediate = active();
            process.nextTick(() => {
              const tick = active();
              void Promise.resolve().then(() => resolve([timer, immediate, tick, active()]));
            });
          });
        }, 1);
      });
      expect(await promise).toEqual([1, 1, 1, 1]);
    });

    it('is told apart in flows that run at the same time', async () => {
      const flow = (value: number) =>
        manager.with(at(value), async () => {
          const seen: unknown[] = [];
          for (let i = 0; i < 5; i += 1) {
            await sleep(value % 3);
            seen.push(active());
          }
          return seen.every((one) => one === value);
        });
      expect(await Promise.all(Array.from({ length: 20 }, (__, i) => flow(i)))).toEqual(Array(20).fill(true));
    });
  });

  describe('bind() of a function', () => {
    it('gives back what is no function', () => {
      const target = { a: 1 };
      for (const one of [target, null, undefined, 5, 'text']) expect(manager.bind(at(1), one)).toBe(one);
    });

    it('runs it in the context, with its this, its arguments and its length', () => {
      const bound = manager.bind(at(1), function (this: unknown, a: number, b: number) {
        return [this, a, b, active()];
      });
      const self = {};
      expect(manager.with(at(2), () => bound.call(self, 1, 2))).toEqual([self, 1, 2, 1]);
      expect(bound).toHaveLength(2);
      expect(manager.active()).toBe(ROOT_CONTEXT);
    });

    it('holds for what it starts', async () => {
      const bound = manager.bind(at(1), async () => {
        await sleep(1);
        return active();
      });
      expect(await manager.with(at(2), bound)).toBe(1);
    });
  });

  describe('bind() of an emitter', () => {
    const ADDING = ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'] as const;
    const bound = () => {
      const emitter = new EventEmitter();
      expect(manager.bind(at(1), emitter)).toBe(emitter);
      return emitter;
    };

    it.each(ADDING)('runs listeners of %s() in the context, with their this and arguments', (add) => {
      const emitter = bound();
      const seen: unknown[] = [];
      expect(
        emitter[add]('event', function (this: unknown, ...args: unknown[]) {
          seen.push(this === emitter, args, active());
        }),
      ).toBe(emitter);
      manager.with(at(2), () => emitter.emit('event', 'a', 'b'));
      expect(seen).toEqual([true, ['a', 'b'], 1]);
      expect(emitter.listenerCount('event')).toBe(add.toLowerCase().includes('once') ? 0 : 1);
    });

    it.each(ADDING.flatMap((add) => [[add, 'removeListener'] as const, [add, 'off'] as const]))(
      'removes by %s() what was added by %s()',
      (add, remove) => {
        const emitter = bound();
        const listener = () => expect('called').toBe('removed');
        emitter[add]('event', listener);
        expect(emitter.listenerCount('event')).toBe(1);
        emitter[remove]('event', listener);
        expect(emitter.listenerCount('event')).toBe(0);
        emitter.emit('event');
      },
    );

    it('removes a listener from within, all of an event, and all there are', () => {
      const emitter = bound();
      const self = () => emitter.removeListener('event', self);
      emitter.on('event', self).emit('event');
      expect(emitter.listenerCount('event')).toBe(0);
      emitter.on('event', () => {}).on('other', () => {});
      emitter.removeAllListeners('event');
      expect([emitter.listenerCount('event'), emitter.listenerCount('other')]).toEqual([0, 1]);
      emitter.removeAllListeners();
      expect(emitter.eventNames()).toEqual([]);
      emitter.on('event', self).emit('event');
      expect(emitter.listenerCount('event')).toBe(0);
    });

    it('removes what was added before it was bound, and knows nothing of what was never added', () => {
      const emitter = new EventEmitter();
      const before = () => {};
      emitter.on('event', before);
      manager.bind(at(1), emitter);
      emitter.removeListener('event', () => {});
      emitter.removeListener('event', before);
      expect(emitter.listenerCount('event')).toBe(0);
    });

    it('is bound once, and holds for what its listeners start', async () => {
      const emitter = bound();
      manager.bind(at(2), emitter);
      const { promise, resolve } = withResolvers<unknown>();
      emitter.once('event', () => setImmediate(() => resolve(active())));
      emitter.emit('event');
      expect(await promise).toBe(1);
    });
  });

  describe('attach()', () => {
    it('holds from there on until it is disposed of, and once', () => {
      manager.with(at(0), () => {
        const one = manager.attach(at(1));
        const two = manager.attach(at(2));
        const seen = [active()];
        two.dispose();
        seen.push(active());
        one.dispose();
        seen.push(active());
        two.dispose();
        one.dispose();
        seen.push(active());
        expect(seen).toEqual([2, 1, 0, 0]);
      });
      expect(manager.active()).toBe(ROOT_CONTEXT);
    });

    it('holds for what is started meanwhile, and with() within it', async () => {
      const later = manager.with(at(0), () => {
        const token = manager.attach(at(1));
        const started = (async () => {
          await sleep(1);
          return [active(), manager.with(at(2), active), active()];
        })();
        token.dispose();
        return started;
      });
      expect(await later).toEqual([1, 2, 1]);
    });

    it('holds in an async function across what it awaits', async () => {
      const seen = await manager.with(at(0), async () => {
        await sleep(1);
        const token = manager.attach(at(1));
        await sleep(1);
        const during = active();
        token.dispose();
        return [during, active()];
      });
      expect(seen).toEqual([1, 0]);
    });
  });
});

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

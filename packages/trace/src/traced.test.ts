import { expectProblems, failOnProblems } from '@portcall/conformance';
import { traceEveryTest } from '../test/trace-every-test.js';
import {
  action,
  type CurrentCall,
  currentCall,
  mutation,
  op,
  query,
  schedule,
  startTracing,
  traced,
  tracedFunctions,
} from './index.js';

failOnProblems();

describe('a traced function', () => {
  const tracing = traceEveryTest();

  it('keeps its name, its length, its this and what was put on it', () => {
    class Auction {
      readonly lots: string[] = ['lot_1'];
      readonly first = traced('firstLot', { type: 'query' }, function (this: Auction, _by: string) {
        return this.lots[0];
      });
    }
    const placeBid = Object.assign(function placeBid(_lot: string, _amount: number) {}, { retries: 3 });
    const wrapped = traced('auction.placeBid', { type: 'mutation' }, placeBid);
    expect([wrapped.name, wrapped.length, wrapped.retries]).toEqual(['placeBid', 2, 3]);
    expect(
      traced(
        'unnamed',
        { type: 'query' },
        (
          () => () =>
            1
        )(),
      ).name,
    ).toBe('unnamed');
    expect(new Auction().first('price')).toBe('lot_1');
    expect(tracing.only().fnName).toBe('firstLot');
  });

  it('stays sync or async as it was', async () => {
    const answer = { lot: 1 };
    const sync = traced('sync', { type: 'query' }, () => answer);
    const asynchronous = traced('async', { type: 'query' }, async () => answer);
    expect(sync()).toBe(answer);
    const promise = asynchronous();
    expect(promise).toBeInstanceOf(Promise);
    expect(tracing.log.totalCount).toBe(1);
    await expect(promise).resolves.toBe(answer);
    expect(tracing.tree()).toBe('sync\nasync');
  });

  it('gets all its arguments, however many', () => {
    const all = traced('all', { type: 'query' }, (...given: number[]) => given);
    const many = Array.from({ length: 1_000 }, (_, index) => index);
    expect(all(...many)).toEqual(many);
    expect(all()).toEqual([]);
  });

  it('calls no thenable, follows no promise whose then is its own, and says so once', async () => {
    const asked: string[] = [];
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: this is about what has one
      then(): void {
        asked.push('thenable');
      },
    };
    class LazyQuery extends Promise<string> {
      // biome-ignore lint/suspicious/noThenProperty: this is about what has one
      override then<A, B>(...args: Parameters<Promise<string>['then']>): Promise<A | B> {
        asked.push('query');
        return super.then(...args) as Promise<A | B>;
      }
    }
    const lazy = new LazyQuery((resolve) => resolve('rows'));
    const find = traced('find', { type: 'query' }, (value: unknown) => value);
    expect(find(thenable)).toBe(thenable);
    expect(find(lazy)).toBe(lazy);
    expectProblems('call.unawaited find');
    expect(asked).toEqual([]);
    expect(tracing.tree()).toBe('find\nfind');
    await lazy;
  });

  it('leaves on a promise what a client has put there', async () => {
    class Request extends Promise<string> {
      path = '';
      json(): string {
        return `json of ${this.path}`;
      }
    }
    const request = traced('request', { type: 'action' }, (path: string) =>
      Object.assign(new Request((resolve) => resolve('body')), { path, text: () => 'text' }),
    )('/lots');
    expect([request.text(), request.json(), request instanceof Request]).toEqual(['text', 'json of /lots', true]);
    await expect(request).resolves.toBe('body');
    const operation = traced('outer', { type: 'action' }, () =>
      op('get', 'Lot', () => Object.assign(Promise.resolve('lot'), { json: () => 'json' })),
    )();
    expect([operation.json(), await operation]).toEqual(['json', 'lot']);
    expect(tracing.tree()).toBe('request\nouter\n  · get Lot');
  });

  describe('that gives a promise of an unusual make', () => {
    const give = <T>(value: T): T => traced('give', { type: 'action' }, () => value)();

    it('leaves on it what is hidden there, and what has a symbol for its name', async () => {
      const [closed, own] = [Symbol('closed'), Symbol('own')];
      class Request extends Promise<string> {
        [own] = 'at first';
      }
      const request = Object.assign(new Request((resolve) => resolve('body')), { [closed]: false, [own]: 'since' });
      Reflect.defineProperty(request, 'hidden', { value: 'hidden' });
      const given = give(request) as typeof request & { readonly hidden: string };
      expect([given[closed], given[own], given.hidden, await given]).toEqual([false, 'since', 'hidden', 'body']);
      const plain = Object.defineProperty(Promise.resolve('body'), 'hidden', { value: 'hidden' });
      expect(give(plain)).toMatchObject({ hidden: 'hidden' });
      const pages = Object.assign(Promise.resolve('first page'), { async *[Symbol.asyncIterator]() {} });
      expect(Object.getOwnPropertySymbols(give(pages))).toContain(Symbol.asyncIterator);
      await Promise.all([given, plain, pages]);
    });

    it('ends, where the class of the promise has fixed something on it', async () => {
      class Fixed extends Promise<string> {
        constructor(...args: ConstructorParameters<typeof Promise<string>>) {
          super(...args);
          Reflect.defineProperty(this, 'made', { value: {} });
        }
      }
      await expect(give(new Fixed((resolve) => resolve('body')))).resolves.toBe('body');
      expect(tracing.tree()).toBe('give');
    });

    it('ends at once, where nobody can listen to the promise', () => {
      class Unheard extends Promise<string> {
        constructor(run: ConstructorParameters<typeof Promise<string>>[0], mayBeMade = false) {
          super(run);
          if (!mayBeMade) throw new TypeError('made by hand only');
        }
      }
      const failing = {
        get: () => {
          throw new TypeError('no');
        },
      };
      const promises = [
        new Unheard(() => {}, true),
        Object.defineProperty(Promise.resolve(), 'then', failing),
        Object.defineProperty(Promise.resolve(), 'constructor', failing),
      ];
      for (const promise of promises) expect(give(promise)).toBe(promise);
      expect(op('get', 'Lot', () => promises[0])).toBe(promises[0]);
      expect(tracing.tree()).toBe('give\ngive\ngive');
    });
  });

  it('measures from the call to its end', async () => {
    const wait = traced('wait', { type: 'action' }, () => new Promise((resolve) => setTimeout(resolve, 20)));
    const before = Date.now();
    await wait();
    const { startedAt, durationMs } = tracing.only();
    expect(startedAt).toBeGreaterThanOrEqual(before - 3);
    expect(startedAt).toBeLessThanOrEqual(Date.now());
    expect(durationMs).toBeGreaterThan(18);
    expect(durationMs).toBeLessThan(Date.now() - before + 5);
  });

  it('works where a function was bound, called and applied', () => {
    const self = traced('self', { type: 'query' }, function (this: unknown) {
      return this;
    });
    const owner = {};
    expect([self.bind(owner)(), self.call(owner), self.apply(owner)]).toEqual([owner, owner, owner]);
    expect(self.call(undefined)).toBeUndefined();
  });
});

describe('what is thrown', () => {
  const tracing = traceEveryTest();
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const thrown: readonly (readonly [string, unknown])[] = [
    ['an error', new TypeError('no')],
    ['undefined', undefined],
    ['null', null],
    ['a text', 'no'],
    ['a frozen object', Object.freeze({ code: 'E' })],
    ['a revoked proxy', proxy],
    ['a promise', Promise.resolve()],
  ];
  const marks = thrown.map(([name], index) => ({ name, thrown: () => thrown[index]![1] }));

  it.each(marks)('reaches the app unchanged from a sync function: $name', ({ thrown: give }) => {
    const fail = traced('fail', { type: 'query' }, () => {
      throw give();
    });
    expect(caughtFrom(fail)).toEqual({ same: true });
    expect(tracing.only().outcome.status).toBe('error');

    function caughtFrom(run: () => unknown): unknown {
      try {
        run();
        return 'nothing was thrown';
      } catch (caught) {
        return { same: Object.is(caught, give()) };
      }
    }
  });

  it.each(marks)('reaches the app unchanged from an async function: $name', async ({ thrown: give }) => {
    const fail = traced('fail', { type: 'query' }, async () => {
      throw give();
    });
    const same = await fail().then(
      () => 'nothing was thrown',
      (caught: unknown) => Object.is(caught, give()),
    );
    expect(same).toBe(true);
    expect(tracing.only().outcome.status).toBe('error');
  });

  it('is told by its code, else by its name', () => {
    const fail = traced('fail', { type: 'query' }, (error: unknown) => {
      throw error;
    });
    for (const error of [Object.assign(new Error('low'), { code: 'BID_TOO_LOW' }), new RangeError('far')])
      expect(() => fail(error)).toThrow();
    expect(tracing.log.errors().map(({ outcome }) => outcome)).toEqual([
      { status: 'error', code: 'RangeError', message: 'far' },
      { status: 'error', code: 'BID_TOO_LOW', message: 'low' },
    ]);
  });
});

describe('nested calls', () => {
  const tracing = traceEveryTest();

  it('know their caller and inherit user and tenant', async () => {
    const insert = traced('insertBid', { type: 'mutation' }, async () => {});
    const place = traced(
      'placeBid',
      { type: 'mutation', identify: (user: string, tenant: string) => ({ userId: user, tenantId: tenant }) },
      async (_user: string, _tenant: string) => {
        await Promise.resolve();
        await insert();
      },
    );
    await Promise.all([place('ann', 'x'), place('ben', 'y')]);
    for (const inner of tracing.log.byFn('insertBid')) {
      const outer = tracing.log.byFn('placeBid').find(({ callId }) => callId === inner.parentCallId);
      expect(outer).toMatchObject({ userId: inner.userId, tenantId: inner.tenantId });
    }
    expect(tracing.tree()).toBe('placeBid\n  insertBid\nplaceBid\n  insertBid');
  });

  it('keep the tenant they inherit beside a user of their own', () => {
    const inner = traced('inner', { type: 'query', identify: () => ({ userId: 'ben' }) }, () => {});
    traced('outer', { type: 'query', identify: () => ({ userId: 'ann', tenantId: 'x' }) }, () => inner())();
    expect(tracing.log.byFn('inner')).toMatchObject([{ userId: 'ben', tenantId: 'x' }]);
  });

  it('inherit what the caller said before they began', () => {
    const inner = traced('inner', { type: 'query' }, () => {});
    traced('outer', { type: 'query' }, () => {
      inner();
      currentCall()?.identify({ userId: 'ann' });
      inner();
    })();
    expect(tracing.log.byFn('inner').map(({ userId }) => userId)).toEqual(['ann', undefined]);
    expect(tracing.log.byFn('outer')).toMatchObject([{ userId: 'ann' }]);
  });

  it('stay with whom they ran for once they have ended', () => {
    let call: CurrentCall | undefined;
    traced('outer', { type: 'query' }, () => {
      call = currentCall();
      call?.identify({ userId: 'ann' });
    })();
    call?.identify({ userId: 'ben' });
    expect(tracing.only().userId).toBe('ann');
    expectProblems('call.late outer');
  });

  it('may be written as JSON while they run, and tell neither of others nor of what comes', () => {
    const written: string[] = [];
    const log = traced('log', { type: 'query' }, () => {});
    const call = traced('call', { type: 'mutation', identify: () => ({ userId: 'ann' }) }, () => {
      op('x'.repeat(300), 'Lot', () => 1);
      schedule('later');
      written.push(JSON.stringify({ call: currentCall() }));
      for (const _ of [1, 2]) op('insert', 'y'.repeat(300), () => 1);
      schedule('later still');
      log();
      throw new RangeError('z'.repeat(5_000));
    });
    traced('somebody else', { type: 'query' }, () => {})();
    expect(() => call()).toThrow(RangeError);
    const [trace] = tracing.log.byFn('call');
    const { callId, fnName, fnType } = trace ?? {};
    expect(written.map((line) => JSON.parse(line) as unknown)).toEqual([
      { call: { callId, fnName, fnType, userId: 'ann' } },
    ]);
    expect(trace).toMatchObject({ outcome: { status: 'error' }, opSummary: { count: 3 }, cut: { characters: 4_108 } });
    expect([trace?.ops.length, trace?.schedules.length]).toEqual([3, 2]);
  });

  it('do without an identity that cannot be read', () => {
    const hostile = {
      get userId(): string {
        throw new Error('no');
      },
    };
    const fail = (): never => {
      throw new Error('no');
    };
    for (const identify of [fail, () => hostile, () => null as never, () => 7 as never])
      expect(traced('who', { type: 'query', identify }, () => 'here')()).toBe('here');
    expect(tracing.log.recent().map(({ userId }) => userId)).toEqual([undefined, undefined, undefined, undefined]);
    expectProblems('call.identify', 'call.unreadable who');
  });

  it('have no caller, no user and no tenant of a call that has ended, however long what it started goes on', async () => {
    const tick = traced('tick', { type: 'action' }, () => {});
    const start = traced('start', { type: 'action', identify: () => ({ userId: 'ann', tenantId: 'x' }) }, () => {
      tick();
      return new Promise<void>((resolve) => {
        let left = 3;
        const loop = setInterval(() => {
          expect(currentCall()).toBeUndefined();
          tick();
          left -= 1;
          if (left > 0) return;
          clearInterval(loop);
          stopped();
        });
        resolve();
      });
    });
    let stopped = (): void => {};
    const looped = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    await start();
    await looped;
    const [within] = tracing.log.byFn('start');
    expect(
      tracing.log.byFn('tick').map(({ userId, tenantId, parentCallId }) => [userId, tenantId, parentCallId]),
    ).toEqual([
      [undefined, undefined, undefined],
      [undefined, undefined, undefined],
      [undefined, undefined, undefined],
      ['ann', 'x', within?.callId],
    ]);
  });
});

describe('while tracing is off', () => {
  it('a function only runs, and one that was wrapped before is traced as soon as it is on', () => {
    const where = traced('where', { type: 'query' }, () => currentCall()?.fnName);
    expect(where()).toBeUndefined();
    const told: string[] = [];
    {
      using _ = startTracing({ listeners: [({ fnName }) => told.push(fnName)] });
      expect(where()).toBe('where');
    }
    expect(where()).toBeUndefined();
    expect(told).toEqual(['where']);
  });
});

describe('a frozen function', () => {
  it('is traced, with a name or without one', () => {
    const nameless = (
      () => () =>
        1
    )();
    expect(traced('one', { type: 'query' }, Object.freeze(nameless)).name).toBe('one');
    const two = traced(
      'two',
      { type: 'query' },
      Object.freeze(function second() {
        return 2;
      }),
    );
    expect([two.name, two()]).toEqual(['second', 2]);
  });
});

describe('what cannot be traced', () => {
  it.each([
    [() => traced('', { type: 'query' }, () => {}), 'is not a name; give the one'],
    [() => traced(undefined as never, { type: 'query' }, () => {}), 'is not a name; give the one'],
    [() => traced('f', { type: 'query' }, 7 as never), 'traced(fn) of "f": 7 is not a function'],
    [
      () =>
        traced(
          'f',
          { type: 'query' },
          new Proxy(() => {}, {
            ownKeys: () => {
              throw new RangeError('closed');
            },
          }),
        ),
      'f: the properties of the function cannot be read (RangeError: closed); wrap a plain function around it',
    ],
    [() => traced('f', { type: 'job' as never }, () => {}), 'traced({ type }) of "f": unknown value'],
    [() => traced('f', undefined as never, () => {}), 'traced({ type }) of "f": unknown value'],
    // @ts-expect-error it is `identify`
    [() => traced('f', { type: 'query', user: () => 'ann' }, () => {}), 'f: unknown option "user"'],
    // @ts-expect-error it is `isRollback`
    [() => tracedFunctions({ f: query(() => {}, { rollback: () => true }) }), 'query(): unknown option "rollback"'],
    [() => tracedFunctions({ f: query(undefined as never) }), 'traced(fn) of "f": undefined is not a function'],
  ])('is refused when it is defined, %#', (define, message) => {
    expect(define).toThrow(message);
  });
});

describe('a module of traced functions', () => {
  const tracing = traceEveryTest();

  it('names each by its key', async () => {
    const auction = tracedFunctions({
      getLot: query((id: number) => `lot_${id}`),
      placeBid: mutation(async (lot: string) => auction.getLot(lot.length)),
      notify: action(() => 'sent', { identify: () => ({ userId: 'robot' }) }),
    });
    await expect(auction.placeBid('lot')).resolves.toBe('lot_3');
    auction.notify();
    expect(tracing.tree()).toBe('placeBid\n  getLot\nnotify');
    expect(tracing.log.recent().map(({ fnType }) => fnType)).toEqual(['action', 'mutation', 'query']);
    expect(Object.isFrozen(auction)).toBe(true);
  });
});

/** Every mistake below is a compile error. */
describe('the compiler', () => {
  it('keeps the function’s own type', async () => {
    const overloaded: { (value: string): string; (value: number): number } = traced(
      'same',
      { type: 'query' },
      ((value: unknown) => value) as { (value: string): string; (value: number): number },
    );
    const text: string = overloaded('a');
    const number: number = overloaded(1);
    const generic = traced('first', { type: 'query' }, <T>(items: readonly T[]): T | undefined => items[0]);
    const first: string | undefined = generic(['a']);
    expect([text, number, first]).toEqual(['a', 1, 'a']);
    // @ts-expect-error it takes a text or a number
    overloaded(true);
    // @ts-expect-error it gives a number
    const wrong: string = overloaded(1);
    expect(wrong).toBe(1);
  });

  it('reads the identity from the function’s own arguments', () => {
    traced('f', { type: 'query', identify: (user) => ({ userId: user.toUpperCase() }) }, (user: string) => user);
    // @ts-expect-error the function takes a text
    traced('f', { type: 'query', identify: (user: number) => ({ userId: String(user) }) }, (user: string) => user);
    // @ts-expect-error a user is a text
    traced('f', { type: 'query', identify: () => ({ userId: 7 }) }, () => {});
  });

  it('wants a type, and one of three', () => {
    // @ts-expect-error the type is missing
    expect(() => traced('f', {}, () => {})).toThrow();
    // @ts-expect-error no such type
    expect(() => traced('f', { type: 'job' }, () => {})).toThrow();
  });

  it('keeps the type parameters of a function written in place, also in a module', () => {
    const { same, first } = tracedFunctions({
      same: mutation(<T>(value: T) => value),
      first: query(async <T>(items: readonly T[]): Promise<T | undefined> => items[0]),
    });
    const text: string = same('a');
    const lots: Promise<number | undefined> = first([1]);
    // @ts-expect-error it gives back what it was given
    const wrong: string = same(1);
    // @ts-expect-error and of a list one of its items
    const wrongLot: Promise<string | undefined> = first([1]);
    expect([text, wrong]).toEqual(['a', 1]);
    return expect(Promise.all([lots, wrongLot])).resolves.toEqual([1, 1]);
  });

  it('wants types for the arguments of a function written in place', () => {
    const { untyped } = tracedFunctions({
      // @ts-expect-error the argument has no type
      untyped: mutation((value) => value),
    });
    // @ts-expect-error nor has this one
    const alone = traced('alone', { type: 'query' }, (value) => value);
    expect([untyped(1), alone(1)]).toEqual([1, 1]);
    // @ts-expect-error it is not made by query(), mutation() or action()
    expect(() => tracedFunctions({ bare: () => 1 })).toThrow();
  });

  it('keeps the types of a module', () => {
    const { getLot } = tracedFunctions({ getLot: query((id: number) => `lot_${id}`) });
    const lot: string = getLot(1);
    expect(lot).toBe('lot_1');
    // @ts-expect-error it takes a number
    getLot('1');
    // @ts-expect-error the type stands in the word query
    expect(() => query(() => {}, { type: 'mutation' })).toThrow('query(): unknown option "type"');
  });
});

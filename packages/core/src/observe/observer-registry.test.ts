import { setImmediate as turn } from 'node:timers/promises';
import { forgetProblems, ObserverRegistry, onProblem, type Problem, type Receiver } from '../index.js';

interface Lifecycle {
  readonly category: 'lifecycle';
  readonly pid: number;
}
interface File {
  readonly category: 'file';
  readonly path: string;
}
type Event = Lifecycle | File;

const started = (pid: number): Lifecycle => ({ category: 'lifecycle', pid });
const written = (path: string): File => ({ category: 'file', path });

let problems: Problem[];
let stopListening: () => void;

beforeEach(() => {
  forgetProblems();
  problems = [];
  stopListening = onProblem((problem) => problems.push(problem));
});
afterEach(() => stopListening());

function takeAll<T extends {}>(receiver: Receiver<T>): T[] {
  const taken: T[] = [];
  for (let item = receiver.take(); item !== undefined; item = receiver.take()) taken.push(item);
  return taken;
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await turn();
}

describe('what the seed shows', () => {
  it('emits to the sinks that subscribed to the category only', async () => {
    const registry = new ObserverRegistry<Event>();
    const lifecycle = registry.add(['lifecycle'], { capacity: 4, policy: 'block' });
    const file = registry.add(['file'], { capacity: 4, policy: 'block' });
    registry.emit(started(101));
    expect(await lifecycle.receiver.next()).toEqual({ done: false, value: started(101) });
    expect(file.receiver.take()).toBeUndefined();
    registry.emit(written('/202'));
    expect(await file.receiver.next()).toEqual({ done: false, value: written('/202') });
  });

  it('counts a miss for every event that a slow consumer has no room for', () => {
    const registry = new ObserverRegistry<Event>();
    // The seed's DropOldest lets go of the newest.
    const { id, receiver } = registry.add(['lifecycle'], { capacity: 2, policy: 'drop-newest' });
    for (let pid = 0; pid < 5; pid += 1) registry.emit(started(pid));
    expect(registry.status(id)).toEqual({ delivered: 0, missed: 3, pending: 2, disconnected: false });
    expect(takeAll(receiver)).toEqual([started(0), started(1)]);
  });

  it('really drops the oldest under drop-oldest', () => {
    const registry = new ObserverRegistry<Event>();
    const { id, receiver } = registry.add(['lifecycle'], { capacity: 2, policy: 'drop-oldest' });
    for (let pid = 0; pid < 5; pid += 1) registry.emit(started(pid));
    expect(registry.status(id)).toEqual({ delivered: 0, missed: 3, pending: 2, disconnected: false });
    expect(takeAll(receiver)).toEqual([started(3), started(4)]);
  });

  it('removes a sink once', () => {
    const registry = new ObserverRegistry<Event>();
    const { id, receiver } = registry.add(['lifecycle'], { capacity: 4, policy: 'block' });
    expect(registry.remove(id)).toBe(true);
    registry.emit(started(7));
    expect(receiver.take()).toBeUndefined();
    expect(registry.isEmpty).toBe(true);
    expect(registry.status(id)).toBeUndefined();
    expect(registry.remove(id)).toBe(false);
  });

  it('emits to nobody where there is nobody', () => {
    const registry = new ObserverRegistry<Event>();
    registry.emit(started(1));
    expect(registry).toMatchObject({ length: 0, isEmpty: true });
  });

  it('gives every subscriber a UUID of its own', () => {
    const registry = new ObserverRegistry<Event>();
    const ids = Array.from({ length: 100 }, () => registry.add(['file']).id);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});

describe('a sink', () => {
  it('gets an event of each of its categories once, however often it names them', () => {
    const registry = new ObserverRegistry<Event>();
    const { receiver } = registry.add(['file', 'lifecycle', 'file']);
    registry.emit(written('/a'));
    registry.emit(started(1));
    expect(takeAll(receiver)).toEqual([written('/a'), started(1)]);
  });

  it('is removed when its consumer has closed it, and knows what it missed', () => {
    const registry = new ObserverRegistry<Event>();
    const subscription = registry.add(['file']);
    const { id, receiver } = subscription;
    registry.emit(written('/a'));
    registry.emit(written('/b'));
    receiver.take();
    receiver.close();
    registry.emit(written('/c'));
    expect(subscription.status()).toEqual({ delivered: 1, missed: 1, pending: 0, disconnected: true });
    expect([registry.length, registry.status(id), registry.observes('file')]).toEqual([0, undefined, false]);
    expect(registry.remove(id)).toBe(false);
  });

  it('costs a registry nothing once it is closed, however many there were', () => {
    const registry = new ObserverRegistry<{ readonly category: string }>();
    for (let i = 0; i < 20_000; i += 1) registry.add([`category ${i}`, 'all']).receiver.close();
    expect(registry.isEmpty).toBe(true);
    // Reading the category is all there may be left to do, and not even that.
    const read = jest.fn();
    registry.emit({
      get category() {
        read();
        return 'all';
      },
    });
    expect(read).not.toHaveBeenCalled();
  });

  it('keeps what is pending when it is removed, and then ends', async () => {
    const registry = new ObserverRegistry<Event>();
    const { id, receiver } = registry.add(['file']);
    registry.emit(written('/a'));
    registry.remove(id);
    const seen: File[] = [];
    for await (const event of receiver) seen.push(event);
    expect(seen).toEqual([written('/a')]);
    expect(receiver).toMatchObject({ delivered: 1, missed: 0, disconnected: false });
  });

  it('keeps 256 events and lets go of the oldest unless it says otherwise', () => {
    const registry = new ObserverRegistry<Event>();
    const { receiver } = registry.add(['lifecycle']);
    for (let pid = 0; pid < 300; pid += 1) registry.emit(started(pid));
    expect(receiver).toMatchObject({ missed: 44, pending: 256 });
    expect(receiver.take()).toEqual(started(44));
  });

  it('is removed, or closed, at the end of its scope', async () => {
    const registry = new ObserverRegistry<Event>();
    {
      using subscription = registry.add(['file']);
      expect(registry.status(subscription.id)).toEqual(subscription.status());
    }
    expect(registry.isEmpty).toBe(true);
    const one = registry.add(['file']);
    {
      await using _ = one.receiver;
    }
    expect(one.status().disconnected).toBe(true);
    const other = registry.add(['file']);
    {
      using _ = other.receiver;
    }
    expect(other.status().disconnected).toBe(true);
    expect(registry.isEmpty).toBe(true);
  });

  it('learns by how much it lagged from what it missed', () => {
    const registry = new ObserverRegistry<Event>();
    const { receiver } = registry.add(['lifecycle'], { capacity: 2 });
    for (let pid = 0; pid < 5; pid += 1) registry.emit(started(pid));
    expect([receiver.missed, receiver.take()]).toEqual([3, started(3)]);
  });
});

describe('a registry that knows its categories', () => {
  it('refuses an observer of another one, which would never get anything', () => {
    const registry = new ObserverRegistry<{ readonly category: 'call' | 'problem' }>({
      categories: ['call', 'problem'],
    });
    registry.add(['problem']);
    // @ts-expect-error -- there is no such category
    expect(() => registry.add(['problems'])).toThrow(
      'categories: unknown value "problems"; use one of "call", "problem"',
    );
    // @ts-expect-error -- there is no such option
    expect(() => new ObserverRegistry({ category: ['call'] })).toThrow('unknown option "category"');
    expect(registry.length).toBe(1);
  });

  it('says whether anybody observes one', () => {
    const registry = new ObserverRegistry<{ readonly category: 'call' | 'problem' }>();
    expect(registry.observes('call')).toBe(false);
    const { id } = registry.add(['call']);
    expect([registry.observes('call'), registry.observes('problem')]).toEqual([true, false]);
    registry.remove(id);
    expect(registry.observes('call')).toBe(false);
  });
});

describe('sending', () => {
  it('slows a producer that awaits down to its consumer, and loses nothing', async () => {
    const registry = new ObserverRegistry<Event>();
    const { id, receiver } = registry.add(['lifecycle'], { capacity: 4, policy: 'block' });
    let sent = 0;
    const producer = (async () => {
      for (; sent < 100; sent += 1) await registry.send(started(sent));
      registry.close();
    })();
    await turns(10);
    expect(sent).toBe(4);
    expect(registry.status(id)).toEqual({ delivered: 0, missed: 0, pending: 5, disconnected: false });
    const pids: number[] = [];
    for await (const { pid } of receiver) {
      pids.push(pid);
      await turn();
      expect(sent - pids.length).toBeLessThanOrEqual(4);
    }
    await producer;
    expect(pids).toEqual(Array.from({ length: 100 }, (_, pid) => pid));
    expect(receiver.missed).toBe(0);
  });

  it('waits for sinks that block, and for no other', async () => {
    const registry = new ObserverRegistry<Event>();
    const blocking = registry.add(['file'], { capacity: 1, policy: 'block' });
    const dropping = registry.add(['file'], { capacity: 1 });
    await registry.send(written('/a'));
    let isDone = false;
    const sending = registry.send(written('/b')).then(() => {
      isDone = true;
    });
    await turn();
    expect(isDone).toBe(false);
    expect(takeAll(dropping.receiver)).toEqual([written('/b')]);
    blocking.receiver.take();
    await sending;
    expect(takeAll(blocking.receiver)).toEqual([written('/b')]);
  });

  it.each(['remove', 'closeReceiver', 'closeRegistry'] as const)('stops waiting at %s', async (end) => {
    const registry = new ObserverRegistry<Event>();
    const subscription = registry.add(['file'], { capacity: 1, policy: 'block' });
    await registry.send(written('/a'));
    const sending = registry.send(written('/b'));
    if (end === 'remove') registry.remove(subscription.id);
    else if (end === 'closeReceiver') subscription.receiver.close();
    else registry.close();
    await sending;
    expect(subscription.status()).toMatchObject({ missed: end === 'closeReceiver' ? 2 : 1 });
  });

  it('is done at once where nobody observes', async () => {
    const registry = new ObserverRegistry<Event>();
    await registry.send(written('/a'));
    registry.add(['lifecycle'], { capacity: 1, policy: 'block' });
    await registry.send(written('/a'));
  });
});

describe('a consumer', () => {
  it('is called later, in order, one at a time', async () => {
    const registry = new ObserverRegistry<Event>();
    const told: string[] = [];
    using _ = registry.subscribe(['lifecycle', 'file'], async (event) => {
      const what = event.category === 'file' ? event.path : String(event.pid);
      told.push(`${what} begins`);
      await turn();
      told.push(`${what} ends`);
    });
    registry.emit(started(1));
    registry.emit(written('/2'));
    expect(told).toEqual([]);
    await turns(6);
    expect(told).toEqual(['1 begins', '1 ends', '/2 begins', '/2 ends']);
  });

  it('that throws or rejects is reported once, and gets the next event', async () => {
    const registry = new ObserverRegistry<Event>();
    const told: number[] = [];
    const others: number[] = [];
    const failure = new Error('consumer');
    registry.subscribe(
      ['lifecycle'],
      ({ pid }) => {
        told.push(pid);
        if (pid === 0) throw failure;
        return pid === 1 ? Promise.reject(failure) : undefined;
      },
      { name: 'status page' },
    );
    registry.subscribe(['lifecycle'], ({ pid }) => others.push(pid));
    for (const pid of [0, 1, 2]) registry.emit(started(pid));
    await turns(3);
    expect([told, others]).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(problems).toEqual([
      {
        key: 'observe.consumer',
        about: 'status page',
        message:
          'observer status page: its consumer failed; that event may be lost there and the next one goes on; fix the error',
        cause: failure,
      },
    ]);
  });

  it('hears nothing more from the moment it is undone', async () => {
    const registry = new ObserverRegistry<Event>();
    const told: number[] = [];
    const stop = registry.subscribe(['lifecycle'], ({ pid }) => told.push(pid));
    registry.emit(started(1));
    registry.emit(started(2));
    stop();
    registry.emit(started(3));
    await turns(3);
    expect(told).toEqual([]);
    expect(registry.isEmpty).toBe(true);
    stop();
  });

  it('may undo itself', async () => {
    const registry = new ObserverRegistry<Event>();
    const told: number[] = [];
    const stop = registry.subscribe(['lifecycle'], ({ pid }) => {
      told.push(pid);
      stop();
    });
    registry.emit(started(1));
    registry.emit(started(2));
    await turns(3);
    expect(told).toEqual([1]);
  });

  it('may emit, and starves nobody', async () => {
    const registry = new ObserverRegistry<Event>();
    let told = 0;
    using _ = registry.subscribe(['lifecycle'], ({ pid }) => {
      told += 1;
      registry.emit(started(pid + 1));
    });
    registry.emit(started(0));
    await turns(10);
    expect(told).toBeGreaterThan(1);
    expect(told).toBeLessThan(100);
  });

  it('that emits a moment later starves nobody either', async () => {
    const registry = new ObserverRegistry<Event>();
    let told = 0;
    using _ = registry.subscribe(['lifecycle'], ({ pid }) => {
      told += 1;
      queueMicrotask(() => registry.emit(started(pid + 1)));
    });
    registry.emit(started(0));
    await turns(10);
    expect(told).toBeLessThan(100);
  });

  it('may subscribe another, which gets what is emitted from then on', async () => {
    const registry = new ObserverRegistry<Event>();
    const others: number[] = [];
    let isSubscribed = false;
    registry.subscribe(['lifecycle'], () => {
      if (!isSubscribed) registry.subscribe(['lifecycle'], ({ pid }) => others.push(pid));
      isSubscribed = true;
    });
    registry.emit(started(1));
    await turns(3);
    registry.emit(started(2));
    await turns(3);
    expect(others).toEqual([2]);
  });

  it('shows how it fares', async () => {
    const registry = new ObserverRegistry<Event>();
    using stop = registry.subscribe(['lifecycle'], () => {}, { capacity: 1, policy: 'drop-newest' });
    await turn();
    for (const pid of [1, 2, 3]) registry.emit(started(pid));
    expect(registry.status(stop.id)).toEqual({ delivered: 1, missed: 1, pending: 1, disconnected: false });
  });

  it('gets what is pending when the registry closes', async () => {
    const registry = new ObserverRegistry<Event>();
    const told: number[] = [];
    registry.subscribe(['lifecycle'], async ({ pid }) => {
      await turn();
      told.push(pid);
    });
    for (const pid of [1, 2, 3]) registry.emit(started(pid));
    registry.close();
    registry.emit(started(4));
    await turns(9);
    expect(told).toEqual([1, 2, 3]);
  });
});

describe('while an event is emitted', () => {
  /** An event that does something when it is asked for its category. */
  function doing(what: () => void): Lifecycle {
    return {
      pid: 0,
      get category(): 'lifecycle' {
        what();
        return 'lifecycle';
      },
    };
  }

  it('whoever comes gets later events only', () => {
    const registry = new ObserverRegistry<Event>();
    const early = registry.add(['lifecycle']);
    const late: Receiver<Lifecycle>[] = [];
    registry.emit(doing(() => late.push(registry.add(['lifecycle']).receiver)));
    registry.emit(started(1));
    expect(early.receiver.pending).toBe(2);
    expect(late.map(({ pending }) => pending)).toEqual([1]);
  });

  it('whoever goes gets nothing', () => {
    const registry = new ObserverRegistry<Event>();
    const [going, staying, closing] = [
      registry.add(['lifecycle']),
      registry.add(['lifecycle']),
      registry.add(['lifecycle']),
    ];
    registry.emit(
      doing(() => {
        registry.remove(going.id);
        closing.receiver.close();
      }),
    );
    expect([going, staying, closing].map(({ receiver }) => receiver.pending)).toEqual([0, 1, 0]);
  });

  it('the registry may be closed', () => {
    const registry = new ObserverRegistry<Event>();
    const { receiver } = registry.add(['lifecycle']);
    registry.emit(doing(() => registry.close()));
    expect(receiver.pending).toBe(0);
  });

  it('another may be emitted, which comes first', () => {
    const registry = new ObserverRegistry<Event>();
    const { receiver } = registry.add(['lifecycle']);
    registry.emit(doing(() => registry.emit(started(1))));
    expect(takeAll(receiver).map(({ pid }) => pid)).toEqual([1, 0]);
  });

  it('what it throws, or is, is reported and goes no further', async () => {
    const registry = new ObserverRegistry<Event>();
    const { receiver } = registry.add(['lifecycle']);
    const failure = new Error('category');
    const failing = doing(() => {
      throw failure;
    });
    registry.emit(failing);
    await registry.send(failing);
    registry.emit(undefined as unknown as Event);
    registry.emit({ category: 'unheard of' } as unknown as Event);
    expect(receiver.pending).toBe(0);
    expect(problems.map(({ key, cause }) => [key, cause])).toEqual([['observe.category', failure]]);
  });
});

describe('a closed registry', () => {
  it('ends every receiver after what is pending, and emits nothing', async () => {
    const receivers = ((): Receiver<Event>[] => {
      using registry = new ObserverRegistry<Event>();
      const { receiver } = registry.add(['file']);
      const waiting = registry.add(['lifecycle']).receiver;
      registry.emit(written('/a'));
      return [receiver, waiting];
    })();
    const seen = await Promise.all(
      receivers.map(async (receiver) => {
        const events: Event[] = [];
        for await (const event of receiver) events.push(event);
        return events;
      }),
    );
    expect(seen).toEqual([[written('/a')], []]);
  });

  it('takes no more observers', () => {
    const registry = new ObserverRegistry<Event>();
    registry.close();
    registry.close();
    const closed = 'ObserverRegistry: already closed; add observers before close()';
    expect(() => registry.add(['file'])).toThrow(closed);
    expect(() => registry.subscribe(['file'], () => {})).toThrow(closed);
  });
});

it('refuses what cannot be observed', () => {
  const registry = new ObserverRegistry<Event>();
  expect(() => registry.add('file' as unknown as ['file'])).toThrow(
    'categories: "file" is not an array; give an array of texts',
  );
  expect(() => registry.add(['file', undefined] as unknown as ['file'])).toThrow(
    'categories: undefined is not a text;',
  );
  expect(() => registry.add(['file'], { capacity: -1 })).toThrow('capacity: -1 is not a positive whole number;');
  expect(() => new ObserverRegistry({ categories: [] })).toThrow('ObserverRegistry: categories is an empty list;');
  expect(() => registry.add(['file'], { limit: 1 } as object)).toThrow(
    'add(): unknown option "limit"; use one of "capacity", "policy", "name"',
  );
  expect(() => registry.add(['file'], { name: 1 } as object)).toThrow('name: 1 is not a text;');
  expect(() => registry.subscribe(['file'], undefined as unknown as () => void)).toThrow(
    'subscribe(consumer): undefined is not a function; give a function',
  );
  expect(registry.isEmpty).toBe(true);
});

it('gives nothing to an observer of no category, as the seed', async () => {
  const registry = new ObserverRegistry<Event>();
  const consumer = jest.fn();
  using _ = registry.subscribe([], consumer);
  const { id, receiver } = registry.add([]);
  registry.emit(written('/a'));
  await registry.send(started(1));
  expect(registry.status(id)).toEqual({ delivered: 0, missed: 0, pending: 0, disconnected: false });
  expect([registry.length, receiver.take()]).toEqual([2, undefined]);
  expect(consumer).not.toHaveBeenCalled();
});

it('keeps one event for an observer that would keep none, as the seed', () => {
  const registry = new ObserverRegistry<Event>();
  const { receiver } = registry.add(['file'], { capacity: 0, policy: 'drop-newest' });
  registry.emit(written('/a'));
  registry.emit(written('/b'));
  expect([receiver.take(), receiver.take(), receiver.missed]).toEqual([written('/a'), undefined, 1]);
});

it('adds and removes an observer in a time that does not grow with how many there are', () => {
  function addAndRemove(count: number): void {
    const registry = new ObserverRegistry<Event>();
    const ids = Array.from({ length: count }, () => registry.add(['file', 'lifecycle'], { capacity: 1 }).id);
    for (const id of ids) registry.remove(id);
  }
  function millisecondsFor(registries: number, observers: number): number {
    const start = performance.now();
    for (let made = 0; made < registries; made += 1) addAndRemove(observers);
    return performance.now() - start;
  }
  millisecondsFor(1, 1_000);
  const apart = millisecondsFor(20, 1_000);
  const together = Math.min(millisecondsFor(1, 20_000), millisecondsFor(1, 20_000));
  // Twenty times as long where the time of each grows with how many there are.
  expect(together).toBeLessThan(apart * 8);
}, 120_000);

it('is typed by category', () => {
  const registry = new ObserverRegistry<Event>();
  const file: Receiver<File> = registry.add(['file']).receiver;
  // @ts-expect-error no event has this category
  registry.add(['disk']);
  // @ts-expect-error an event of another category has no path
  registry.subscribe(['file', 'lifecycle'], ({ path }) => path);
  registry.subscribe(['file'], ({ path }) => path);
  // @ts-expect-error not one of the events
  registry.emit({ category: 'file' });
  // @ts-expect-error a policy there is not
  expect(() => registry.add(['file'], { policy: 'drop' })).toThrow('policy: unknown value "drop";');
  expect(file.take()).toEqual({ category: 'file' });
  const either: Receiver<Event> = file;
  expect(either.take()).toBeUndefined();

  const open = new ObserverRegistry<{ readonly category: string; readonly n: number }>();
  open.subscribe(['anything'], ({ n }) => n + 1);
  const joint = new ObserverRegistry<{ readonly category: 'a' | 'b'; readonly n: number }>();
  joint.subscribe(['a'], ({ n }) => n + 1);
});

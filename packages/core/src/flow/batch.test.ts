import { setImmediate as turn } from 'node:timers/promises';
import {
  type BatchOptions,
  type BatchSource,
  batch,
  type Channel,
  channel,
  forgetProblems,
  onProblem,
  type Problem,
  problems,
  Receiver,
} from '../index.js';

let heard: Problem[];
let stopListening: () => void;

beforeEach(() => {
  forgetProblems();
  heard = [];
  stopListening = onProblem((problem) => heard.push(problem));
});
afterEach(() => {
  stopListening();
  jest.useRealTimers();
});

const DAY = 86_400_000;

function filled(
  capacity: number,
  ...items: readonly number[]
): { numbers: Channel<number>; receiver: Receiver<number> } {
  const numbers = channel<number>({ capacity });
  for (const item of items) numbers.offer(item);
  return { numbers, receiver: new Receiver(numbers) };
}

/** A `send()` that keeps what it is given. */
function keeping(): { sent: (readonly number[])[]; send: (items: readonly number[]) => void } {
  const sent: (readonly number[])[] = [];
  return { sent, send: (items) => void sent.push(items) };
}

/** A `send()` that is done when the test says so. */
function waiting(): {
  sent: (readonly number[])[];
  send: (items: readonly number[]) => Promise<void>;
  done: () => void;
} {
  const sent: (readonly number[])[] = [];
  const dones: (() => void)[] = [];
  return {
    sent,
    send: (items) => {
      sent.push(items);
      return new Promise((done) => dones.push(done));
    },
    done: () => dones.shift()?.(),
  };
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await turn();
}

describe('a batch', () => {
  it('is sent when it has its size, and what comes later is in the next one', async () => {
    const { numbers, receiver } = filled(256, 1, 2);
    const { sent, send } = keeping();
    const batching = batch(receiver, { maxSize: 3, everyMs: DAY }, send);
    await turns(2);
    expect([sent, batching.status()]).toEqual([[], { sent: 0, lost: 0, pending: 2, batches: 0 }]);
    for (const item of [3, 4, 5, 6, 7]) numbers.offer(item);
    await turns(4);
    expect(sent).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(batching.status()).toEqual({ sent: 6, lost: 0, pending: 1, batches: 2 });
    await batching.close();
  });

  it('is sent its time after its first item, however small it is', async () => {
    jest.useFakeTimers();
    const { numbers, receiver } = filled(256);
    const { sent, send } = keeping();
    const batching = batch(receiver, { maxSize: 100, everyMs: 1_000 }, send);
    await jest.advanceTimersByTimeAsync(5_000);
    numbers.offer(1);
    await jest.advanceTimersByTimeAsync(600);
    numbers.offer(2);
    await jest.advanceTimersByTimeAsync(399);
    expect(sent).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([[1, 2]]);
    numbers.offer(3);
    await jest.advanceTimersByTimeAsync(999);
    expect(sent).toEqual([[1, 2]]);
    await jest.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([[1, 2], [3]]);
    await jest.advanceTimersByTimeAsync(1);
    expect(jest.getTimerCount()).toBe(0);
    await batching.close();
  });

  it('that is full in time is not sent again when the time is over', async () => {
    jest.useFakeTimers();
    const { numbers, receiver } = filled(256);
    const { sent, send } = keeping();
    await using _ = batch(receiver, { maxSize: 2, everyMs: 1_000 }, send);
    numbers.offer(1);
    await jest.advanceTimersByTimeAsync(900);
    numbers.offer(2);
    await jest.advanceTimersByTimeAsync(50);
    numbers.offer(3);
    await jest.advanceTimersByTimeAsync(950);
    expect(sent).toEqual([[1, 2]]);
    await jest.advanceTimersByTimeAsync(50);
    expect(sent).toEqual([[1, 2], [3]]);
  });
});

describe('the rest', () => {
  it('is sent when the receiver ends', async () => {
    const { numbers, receiver } = filled(256, 1, 2, 3, 4, 5);
    const { sent, send } = keeping();
    const batching = batch(receiver, { maxSize: 2, everyMs: DAY }, send);
    numbers.close();
    await turns(5);
    expect(sent).toEqual([[1, 2], [3, 4], [5]]);
    expect(batching.status()).toEqual({ sent: 5, lost: 0, pending: 0, batches: 3 });
    await batching.close();
  });

  it('is sent on close(), with what was pending in the receiver then, and in order', async () => {
    const { numbers, receiver } = filled(256);
    const { sent, send } = keeping();
    const batching = batch(receiver, { maxSize: 2, everyMs: DAY }, send);
    await turn();
    // The first goes to whoever waits and is on its way when the others are taken.
    for (const item of [1, 2, 3, 4, 5]) numbers.offer(item);
    const closed = batching.close();
    numbers.offer(6);
    expect(batching.close()).toBe(closed);
    await closed;
    expect(sent).toEqual([[1, 2], [3, 4], [5]]);
    expect(batching.status()).toEqual({ sent: 5, lost: 0, pending: 0, batches: 3 });
    expect(receiver).toMatchObject({ delivered: 5, missed: 1, pending: 0, disconnected: true });
  });

  it('is sent at the end of a scope, which waits for it where it is asynchronous', async () => {
    const { sent, send } = keeping();
    {
      await using _ = batch(filled(4, 1, 2).receiver, { maxSize: 9, everyMs: DAY }, send);
    }
    expect(sent).toEqual([[1, 2]]);
    {
      using _ = batch(filled(4, 3).receiver, { maxSize: 9, everyMs: DAY }, send);
    }
    await turn();
    expect(sent).toEqual([[1, 2], [3]]);
  });

  it('is nothing where nothing came', async () => {
    const { sent, send } = keeping();
    await batch(filled(4).receiver, { maxSize: 1, everyMs: 1 }, send).close();
    expect(sent).toEqual([]);
  });

  it('waits for the batch that is being sent', async () => {
    const { numbers, receiver } = filled(4, 1);
    const { sent, send, done } = waiting();
    const batching = batch(receiver, { maxSize: 1, everyMs: DAY }, send);
    await turn();
    numbers.offer(2);
    let isClosed = false;
    const closed = batching.close().then(() => {
      isClosed = true;
    });
    await turns(3);
    expect([sent, isClosed, batching.status()]).toEqual([[[1]], false, { sent: 0, lost: 0, pending: 2, batches: 1 }]);
    done();
    await turns(2);
    done();
    await closed;
    expect(sent).toEqual([[1], [2]]);
  });
});

describe('a send()', () => {
  it('that throws or rejects loses its batch, which is counted and said once, and the next one goes on', async () => {
    const { numbers, receiver } = filled(256, 1, 2, 3, 4, 5, 6);
    const failure = new Error('billing is down');
    const sent: (readonly number[])[] = [];
    const batching = batch(receiver, { maxSize: 2, everyMs: DAY, name: 'billing' }, (items) => {
      if (items[0] === 1) throw failure;
      if (items[0] === 3) return Promise.reject(failure);
      sent.push(items);
      return undefined;
    });
    numbers.close();
    await batching.close();
    expect(sent).toEqual([[5, 6]]);
    expect(batching.status()).toEqual({ sent: 2, lost: 4, pending: 0, batches: 3 });
    expect(heard).toEqual([
      {
        key: 'observe.batch_send',
        about: 'billing',
        message:
          'batch billing: its send() failed; the items of that batch are lost and the next one goes on; let send() keep or send again what must not be lost',
        cause: failure,
      },
    ]);
    expect(problems()[0]?.count).toBe(4);
  });

  it('that is slow is not called again meanwhile, and what has no room in the receiver is missed and counted', async () => {
    const { numbers, receiver } = filled(3, 1, 2);
    const { sent, send, done } = waiting();
    const batching = batch(receiver, { maxSize: 2, everyMs: 1 }, send);
    for (let item = 3; item <= 10; item += 1) numbers.offer(item);
    await turns(10);
    expect(sent).toEqual([[1, 2]]);
    expect(receiver).toMatchObject({ delivered: 2, missed: 5, pending: 3 });
    expect(batching.status()).toEqual({ sent: 0, lost: 0, pending: 2, batches: 1 });
    done();
    await turns(3);
    expect(sent).toEqual([
      [1, 2],
      [8, 9],
    ]);
    done();
    const closed = batching.close();
    await turns(2);
    done();
    await closed;
    expect(batching.status()).toEqual({ sent: 5, lost: 0, pending: 0, batches: 3 });
  });

  it('that makes items itself lets others run', async () => {
    const { numbers, receiver } = filled(4, 0);
    let calls = 0;
    const batching = batch(receiver, { maxSize: 1, everyMs: DAY }, ([item]) => {
      calls += 1;
      numbers.offer(item! + 1);
    });
    await turns(10);
    expect(calls).toBeGreaterThan(1);
    expect(calls).toBeLessThan(30);
    await batching.close();
  });
});

describe('a source', () => {
  it.each(['next', 'take', 'close'] as const)(
    'whose %s() fails is reported, and what was taken is sent',
    async (method) => {
      const failure = new Error('source');
      const left = [1, 2];
      const source: BatchSource<number> = {
        take: () => left.shift(),
        next: () => new Promise((end) => setTimeout(end, 5, { done: true, value: undefined })),
        close: () => {},
      };
      const { sent, send } = keeping();
      const failing = {
        ...source,
        [method]: () => {
          if (method === 'next') return Promise.reject(failure);
          throw failure;
        },
      };
      const batching = batch(failing, { maxSize: 9, everyMs: DAY }, send);
      await batching.close();
      expect(sent).toEqual(method === 'take' ? [] : [[1, 2]]);
      expect(heard.map(({ key, about, cause }) => [key, about, cause])).toEqual([
        ['observe.batch_source', 'batch', failure],
      ]);
    },
  );
});

it.each([undefined, null, {}, { next() {}, take() {} }, [1, 2]])('refuses %p, which is not a source', (source) => {
  expect(() => batch(source as never, { maxSize: 1, everyMs: 1 }, () => {})).toThrow(
    /^batch\(source\): .* is not a Receiver; give an object with next\(\), take\(\) and close\(\)$/,
  );
});

it.each<[string, object, unknown, string]>([
  [
    'no size',
    { everyMs: 1 },
    () => {},
    'maxSize: undefined is not a positive whole number; give how many items to send at once',
  ],
  ['half a size', { maxSize: 1.5, everyMs: 1 }, () => {}, 'maxSize: 1.5 is not a positive whole number;'],
  ['no items', { maxSize: 0, everyMs: 1 }, () => {}, 'maxSize: 0 is not a positive whole number;'],
  ['no time', { maxSize: 1, everyMs: 0 }, () => {}, 'everyMs: 0 is not a number of milliseconds;'],
  ['not a time', { maxSize: 1, everyMs: Number.NaN }, () => {}, 'everyMs: NaN is not a number of milliseconds'],
  ['a text', { maxSize: 1, everyMs: '5' }, () => {}, 'everyMs: "5" is not a number of milliseconds'],
  ['more than timers take', { maxSize: 1, everyMs: Number.POSITIVE_INFINITY }, () => {}, 'everyMs: Infinity is not'],
  [
    'another option',
    { maxSize: 1, everyMs: 1, retries: 3 },
    () => {},
    'batch(): unknown option "retries"; use one of "maxSize", "everyMs", "name"',
  ],
  [
    'not a name',
    { maxSize: 1, everyMs: 1, name: 1 },
    () => {},
    'name: 1 is not a text; give the name that problems show',
  ],
  [
    'nothing to send with',
    { maxSize: 1, everyMs: 1 },
    undefined,
    'batch(send): undefined is not a function; give a function',
  ],
])('refuses %s', (_, options, send, message) => {
  const { receiver } = filled(4, 1);
  expect(() => batch(receiver, options as BatchOptions, send as () => void)).toThrow(message);
  expect(receiver.pending).toBe(1);
});

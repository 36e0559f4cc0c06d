import { setImmediate as turn } from 'node:timers/promises';
import { type Channel, channel, type Policy, Receiver } from '../index.js';

const POLICIES: readonly Policy[] = ['drop-oldest', 'drop-newest', 'block'];

function filled(policy: Policy, ...items: readonly number[]): Channel<number> {
  const numbers = channel<number>({ capacity: 2, policy });
  for (const item of items) numbers.offer(item);
  return numbers;
}

function takeAll(numbers: Channel<number>): number[] {
  const taken: number[] = [];
  for (let item = numbers.take(); item !== undefined; item = numbers.take()) taken.push(item);
  return taken;
}

function counts({ emitted, delivered, missed, pending, disconnected }: Channel<number>): object {
  return { emitted, delivered, missed, pending, disconnected };
}

describe('a full channel', () => {
  it('lets go of the oldest under drop-oldest, and keeps the new one', () => {
    const numbers = filled('drop-oldest', 1, 2);
    expect(numbers.offer(3)).toBe(true);
    expect(counts(numbers)).toEqual({ emitted: 3, delivered: 0, missed: 1, pending: 2, disconnected: false });
    expect(takeAll(numbers)).toEqual([2, 3]);
  });

  it.each(['drop-newest', 'block'] as const)('refuses what is offered under %s', (policy) => {
    const numbers = filled(policy, 1, 2);
    expect(numbers.offer(3)).toBe(false);
    expect(counts(numbers)).toEqual({ emitted: 3, delivered: 0, missed: 1, pending: 2, disconnected: false });
    expect(takeAll(numbers)).toEqual([1, 2]);
  });

  it('keeps senders waiting under block, and lets them in first come, first served', async () => {
    const numbers = filled('block', 1, 2);
    const answered: string[] = [];
    for (const item of [3, 4]) void numbers.send(item).then((kept) => answered.push(`${item} ${kept}`));
    await turn();
    expect(answered).toEqual([]);
    expect(counts(numbers)).toMatchObject({ emitted: 4, missed: 0, pending: 4 });

    expect(numbers.take()).toBe(1);
    expect(numbers.offer(5)).toBe(false);
    await turn();
    expect(answered).toEqual(['3 true']);
    expect(takeAll(numbers)).toEqual([2, 3, 4]);
    await turn();
    expect(answered).toEqual(['3 true', '4 true']);
  });

  it.each(['drop-oldest', 'drop-newest'] as const)('lets nobody wait under %s', async (policy) => {
    expect(await filled(policy, 1, 2).send(3)).toBe(policy === 'drop-oldest');
  });
});

describe.each(POLICIES)('under %s', (policy) => {
  it('gives what comes to whoever waits, first come, first served', async () => {
    const numbers = filled(policy);
    const taken = [numbers.next(), numbers.next()];
    expect([numbers.offer(1), await numbers.send(2), numbers.offer(3)]).toEqual([true, true, true]);
    expect(await Promise.all(taken)).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
    ]);
    expect(counts(numbers)).toMatchObject({ delivered: 2, pending: 1 });
  });

  it('still gives what is pending when it is closed, and then ends', async () => {
    const numbers = filled(policy, 1, 2);
    numbers.close();
    expect([numbers.offer(3), await numbers.send(4)]).toEqual([false, false]);
    const seen: number[] = [];
    for await (const item of numbers) seen.push(item);
    expect(seen).toEqual([1, 2]);
    expect(counts(numbers)).toEqual({ emitted: 4, delivered: 2, missed: 2, pending: 0, disconnected: false });
  });

  it('ends for whoever waits when it is closed', async () => {
    const numbers = filled(policy);
    const taken = [numbers.next(), numbers.next()];
    numbers.close();
    expect(await Promise.all(taken)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });

  it('misses everything when the consumer leaves its loop', async () => {
    const numbers = filled(policy, 1, 2);
    for await (const item of numbers) {
      expect(item).toBe(1);
      break;
    }
    expect(numbers.offer(3)).toBe(false);
    expect(counts(numbers)).toEqual({ emitted: 3, delivered: 1, missed: 2, pending: 0, disconnected: true });
    expect(await numbers.next()).toEqual({ done: true, value: undefined });
  });
});

it('tells waiting senders that they missed, whichever end closes', async () => {
  for (const end of ['close', 'cancel'] as const) {
    const numbers = filled('block', 1, 2);
    const sent = [numbers.send(3), numbers.send(4)];
    numbers[end]();
    expect(await Promise.all(sent)).toEqual([false, false]);
    expect(numbers).toMatchObject({ emitted: 4, missed: end === 'close' ? 2 : 4 });
  }
});

it('keeps items in order however long it is in use', () => {
  const numbers = channel<number>({ capacity: 3 });
  for (let item = 0; item < 1_000; item += 2) {
    numbers.offer(item);
    numbers.offer(item + 1);
    expect(numbers.take()).toBe(item === 0 ? 0 : item - 1);
  }
});

it('takes falsy items for items', () => {
  const items = channel<number | string | boolean>();
  for (const item of [0, '', false]) items.offer(item);
  expect([items.take(), items.take(), items.take(), items.take()]).toEqual([0, '', false, undefined]);
});

it('gives items that are promises as they are', async () => {
  const items = channel<Promise<string>>();
  const item = Promise.resolve('later');
  items.offer(item);
  const { value } = await items.next();
  expect(value).toBe(item);
});

it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '2' as unknown as number])(
  'refuses a capacity of %p',
  (capacity) =>
    expect(() => channel({ capacity })).toThrow(/capacity: .* is not a positive whole number; give how many/),
);

it('refuses a policy and an option there is not', () => {
  expect(() => channel({ policy: 'drop' as 'block' })).toThrow(
    'policy: unknown value "drop"; use one of "drop-oldest", "drop-newest", "block"',
  );
  expect(() => channel({ whenFull: 'block' } as object)).toThrow(
    'channel(): unknown option "whenFull"; use one of "capacity", "policy"',
  );
});

it('is what a receiver needs', () => {
  expect(() => new Receiver(undefined as never)).toThrow(
    'Receiver: undefined is not a channel; give one that channel()',
  );
});

it('is typed', () => {
  // @ts-expect-error nothing can be told from undefined, which take() answers when there is nothing
  channel<number | undefined>();
  // @ts-expect-error another type of item
  channel<number>().offer('1');
});

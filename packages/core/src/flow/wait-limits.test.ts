import { getEventListeners } from 'node:events';
import { channel, type GaveUp, Receiver } from '../index.js';

function ends(): { readonly items: ReturnType<typeof channel<string>>; readonly receiver: Receiver<string> } {
  const items = channel<string>({ capacity: 4 });
  return { items, receiver: new Receiver(items) };
}

const TIMED_OUT = { done: false, value: undefined, gaveUp: 'timeout' };
const ABORTED = { done: false, value: undefined, gaveUp: 'signal' };

let timers = 0;
beforeEach(() => {
  timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
});

it('gives up after its time, and swallows nothing that comes later', async () => {
  const { items, receiver } = ends();
  expect(await receiver.next({ timeoutMillis: 1 })).toEqual(TIMED_OUT);
  items.offer('a');
  expect(receiver).toMatchObject({ delivered: 0, pending: 1 });
  expect(await receiver.next({ timeoutMillis: 1 })).toEqual({ done: false, value: 'a' });
});

it('gives up when its signal is aborted, and swallows nothing that comes later', async () => {
  const { items, receiver } = ends();
  const wait = new AbortController();
  const answer = receiver.next({ signal: wait.signal });
  wait.abort();
  items.offer('a');
  expect(await answer).toEqual(ABORTED);
  expect(receiver.take()).toBe('a');
});

it('gives what comes in time, and leaves neither a timer nor a listener behind', async () => {
  const { items, receiver } = ends();
  const { signal } = new AbortController();
  const answer = receiver.next({ signal, timeoutMillis: 2_000_000_000 });
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  items.offer('a');
  expect(await answer).toEqual({ done: false, value: 'a' });
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')).toHaveLength(timers);
});

it('only looks with a time of 0, and takes nothing with a signal that was aborted before', async () => {
  const { items, receiver } = ends();
  expect(await receiver.next({ timeoutMillis: 0 })).toEqual(TIMED_OUT);
  items.offer('a');
  expect(await receiver.next({ signal: AbortSignal.abort() })).toEqual(ABORTED);
  expect(await receiver.next({ timeoutMillis: 0 })).toEqual({ done: false, value: 'a' });
});

it('tells an end from a time that is over', async () => {
  const { items, receiver } = ends();
  const waiting = receiver.next({ timeoutMillis: 2_000_000_000 });
  items.close();
  const end = { done: true, value: undefined };
  expect([await waiting, await receiver.next({ timeoutMillis: 0 })]).toEqual([end, end]);
});

it('gives the place of whoever gave up to those behind', async () => {
  const { items, receiver } = ends();
  const wait = new AbortController();
  const [gone, first, second] = [receiver.next({ signal: wait.signal }), receiver.next(), receiver.next({})];
  wait.abort();
  items.offer('a');
  items.offer('b');
  expect(await Promise.all([gone, first, second])).toMatchObject([ABORTED, { value: 'a' }, { value: 'b' }]);
});

it('piles up nobody, however often one gives up', async () => {
  const { items, receiver } = ends();
  for (let round = 0; round < 10_000; round += 1) {
    const wait = new AbortController();
    const answer = receiver.next({ signal: wait.signal });
    wait.abort();
    await answer;
  }
  // Whoever still stood in the line would be served first.
  items.offer('a');
  expect([receiver.delivered, receiver.pending, receiver.take()]).toEqual([0, 1, 'a']);
  expect((items as unknown as { readonly takers: { readonly length: number } }).takers.length).toBe(0);
});

it.each<[object, string]>([
  [
    { timeoutMillis: -1 },
    'next({ timeoutMillis }): -1 is not a number of milliseconds; give one from 0 to 2147483647, or leave it out to wait',
  ],
  [{ timeoutMillis: Number.POSITIVE_INFINITY }, 'next({ timeoutMillis }): Infinity is not a number'],
  [{ timeoutMillis: '5' }, 'next({ timeoutMillis }): "5" is not a number'],
  [{ signal: {} }, 'next({ signal }): an object is not an AbortSignal; give the signal of an AbortController'],
  [{ timeout: 5 }, 'next(): unknown option "timeout"; use one of "timeoutMillis", "signal"'],
])('refuses %j, and takes nothing', async (limits, message) => {
  const { items, receiver } = ends();
  items.offer('a');
  await expect(receiver.next(limits)).rejects.toThrow(message);
  expect(receiver.pending).toBe(1);
});

it('is typed', async () => {
  const { receiver } = ends();
  const answer: IteratorResult<string, undefined> | GaveUp = await receiver.next({ timeoutMillis: 0 });
  // @ts-expect-error it may have given up
  const text: string | undefined = answer.done === true ? undefined : (answer.value satisfies string);
  expect(text).toBeUndefined();
  if (answer.done !== true && answer.value !== undefined) expect(answer.value.length).toBe(1);
  // @ts-expect-error without limits it waits for an item or the end
  const never: Promise<GaveUp> = receiver.next();
  receiver.close();
  expect(await never).toEqual({ done: true, value: undefined });
});

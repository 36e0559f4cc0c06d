import { ClosingTimers } from '../src/closing-timers.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it.each([1_000, 2 ** 31 - 1, 2 ** 31, 2 ** 33 + 5])('closes a lot after %d ms, and not before', async (openMs) => {
  const closed: number[] = [];
  const timers = new ClosingTimers(async (lotId) => closed.push(lotId));
  timers.closeAfter(7, openMs);
  await jest.advanceTimersByTimeAsync(openMs - 1);
  expect(closed).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect(closed).toEqual([7]);
});

it('closes nothing once it has ended, however far a closing was', async () => {
  const closed: number[] = [];
  {
    await using timers = new ClosingTimers(async (lotId) => closed.push(lotId));
    timers.closeAfter(7, 2 ** 33);
    await jest.advanceTimersByTimeAsync(2 ** 32);
  }
  await jest.advanceTimersByTimeAsync(2 ** 33);
  expect(closed).toEqual([]);
});

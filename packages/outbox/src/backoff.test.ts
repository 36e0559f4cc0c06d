import { Backoff } from './backoff.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A backoff on a clock that is set by hand. */
function backoffAt() {
  const clock = { now: 0 };
  const over = jest.fn();
  const backoff = new Backoff({ over, now: () => clock.now, random: () => 0.5 });
  return { backoff, clock, over };
}

describe('a backoff', () => {
  it('waits twice as long after each failure, up to 30 s, and not at all once it works', () => {
    const { backoff, clock, over } = backoffAt();
    const waits: number[] = [];
    for (let failure = 0; failure < 8; failure += 1) {
      backoff.failed(clock.now);
      const began = clock.now;
      while (over.mock.calls.length === failure) {
        clock.now += 1;
        jest.advanceTimersByTime(1);
      }
      waits.push(clock.now - began);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    backoff.worked();
    expect(backoff.isWaiting).toBe(false);
  });

  it('is over also where its timer fires early', () => {
    const { backoff, clock, over } = backoffAt();
    backoff.failed(0);
    clock.now = 499.9;
    jest.advanceTimersByTime(500);
    expect(over).not.toHaveBeenCalled();
    clock.now = 500.9;
    jest.advanceTimersByTime(1);
    expect(over).toHaveBeenCalledTimes(1);
  });

  it('counts requests that were under way together as one failure', () => {
    const { backoff, clock } = backoffAt();
    clock.now = 10;
    for (const began of [1, 2, 3]) backoff.failed(began);
    clock.now = 511;
    expect(backoff.isWaiting).toBe(false);
  });

  it('waits little while somebody flushes', () => {
    const { backoff, clock, over } = backoffAt();
    backoff.failed(0);
    const calm = backoff.hurry();
    clock.now = 51;
    jest.advanceTimersByTime(50);
    expect(over).toHaveBeenCalledTimes(1);
    calm();
    expect(backoff.isWaiting).toBe(true);
  });
});

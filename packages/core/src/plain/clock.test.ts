import { type Clock, systemClock } from '../index.js';
import { heldSystemClock } from '../internal.js';

/** Between two readings of the system's, since the process may be put aside between any two. */
function wallOf(clock: Clock): number {
  const [before, now, after] = [Date.now(), clock.wall(), Date.now()];
  expect(now).toBeGreaterThanOrEqual(before - 2);
  expect(now).toBeLessThanOrEqual(after + 3);
  return now;
}

it('tells the wall time in fractions of milliseconds, within two of the system’s', () => {
  let previous = systemClock.wall();
  for (let i = 0; i < 10_000; i += 1) {
    const now = wallOf(systemClock);
    expect(now).toBeGreaterThanOrEqual(previous - 3);
    previous = now;
  }
  expect(Number.isInteger(systemClock.wall() + systemClock.wall() + systemClock.wall())).toBe(false);
});

it('tells the same held', () => {
  const held = heldSystemClock();
  for (let i = 0; i < 1_000; i += 1) {
    const [before, between, after] = [systemClock.monotonic(), held.monotonic(), systemClock.monotonic()];
    expect(between).toBeGreaterThan(before - 0.5);
    expect(between).toBeLessThan(after + 0.5);
    wallOf(held);
  }
});

it('follows a system clock that jumps', () => {
  const jumped = jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
  expect(systemClock.wall()).toBe(1_000_000);
  jumped.mockRestore();
  wallOf(systemClock);
});

it('follows fake timers that are installed later; held, it does not', () => {
  const held = heldSystemClock();
  jest.useFakeTimers({ now: 1_000_000 });
  const [before, heldBefore] = [systemClock.monotonic(), held.monotonic()];
  jest.advanceTimersByTime(86_400_000);
  expect(systemClock.monotonic() - before).toBe(86_400_000);
  expect(systemClock.wall()).toBe(87_400_000);
  expect(held.monotonic() - heldBefore).toBeLessThan(86_400_000);
  jest.useRealTimers();
});

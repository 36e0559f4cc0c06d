import { heldSystemClock, systemClock } from './index.js';

it('tells the wall time in fractions of milliseconds, within two of the system’s', () => {
  let previous = systemClock.wall();
  for (let i = 0; i < 10_000; i += 1) {
    const now = systemClock.wall();
    expect(Math.abs(now - Date.now())).toBeLessThanOrEqual(3);
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
    expect(Math.abs(held.wall() - Date.now())).toBeLessThanOrEqual(3);
  }
});

it('follows a system clock that jumps', () => {
  const jumped = jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
  expect(systemClock.wall()).toBe(1_000_000);
  jumped.mockRestore();
  expect(Math.abs(systemClock.wall() - Date.now())).toBeLessThanOrEqual(3);
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

import { Backoff } from './backoff.js';

/** Whether it still waits when it says that its wait is over, after a failure. */
function isWaitingWhenOver(random: number, now: () => number, then: (backoff: Backoff) => void = () => {}) {
  return new Promise<boolean>((resolve) => {
    const backoff: Backoff = new Backoff({ now, random: () => random, over: () => resolve(backoff.isWaiting) });
    backoff.failed(now());
    then(backoff);
  });
}

describe('a wait between two attempts', () => {
  it('is over by its own clock, for which timers are early', async () => {
    expect(await isWaitingWhenOver(0.02, () => performance.now() / 2)).toBe(false);
  });

  it('is over in the end where somebody hurried and does no longer', async () => {
    const hurry = (backoff: Backoff): void => backoff.hurry()();
    expect(await isWaitingWhenOver(0.05, () => performance.now(), hurry)).toBe(false);
  });
});

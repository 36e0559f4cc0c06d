import type { Callers } from './callers.js';
import type { SlowSubscriber } from './slow-subscriber.js';

const ROUNDS = 6;
const TIMES = 150;

/** What the same load came to, again and again, by turns without and with the slow subscriber. */
export interface Rounds {
  /** Invocations per second, round by round. */
  readonly withoutSlow: readonly number[];
  readonly withSlow: readonly number[];
  /** How many invocations there were while the slow subscriber was there. */
  readonly whileSlow: number;
}

export async function measuredRounds(callers: Callers, slow: SlowSubscriber): Promise<Rounds> {
  const [withoutSlow, withSlow]: [number[], number[]] = [[], []];
  let whileSlow = 0;
  const without = async (): Promise<void> => {
    const { perSecond } = await measured(callers);
    withoutSlow.push(perSecond);
  };
  const having = async (): Promise<void> => {
    slow.join();
    const { calls, perSecond } = await measured(callers);
    await slow.leave();
    withSlow.push(perSecond);
    whileSlow += calls;
  };
  // Threads have code to compile, those most that were replaced.
  await callers.everyday(2 * TIMES);
  // Each is the first of two by turns: what grows with time hits both alike.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const turn of round % 2 === 0 ? [without, having] : [having, without]) await turn();
  }
  return { withoutSlow, withSlow, whileSlow };
}

async function measured(callers: Callers): Promise<{ readonly calls: number; readonly perSecond: number }> {
  const startedAt = performance.now();
  const calls = await callers.everyday(TIMES);
  return { calls, perSecond: calls / ((performance.now() - startedAt) / 1_000) };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { traced } from '@portcall/trace';

const PER_CALL = 1_000;
/** Twenty bytes for each operation of the second half of 100,000. */
export const MOST_GROWTH = 1_000_000;

type Ask = (done: () => void) => void;

async function heapUsed(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round += 1) {
    await sleep(10);
    gc();
  }
  return process.memoryUsage().heapUsed;
}

/**
 * Asks so often within calls, a hundred at a time, and gives what the heap has grown by in the second half.
 * @param operations a multiple of 2,000
 */
export async function growthOf(ask: Ask, operations: number): Promise<number> {
  const call = traced('call', { type: 'action' }, async () => {
    for (let asked = 0; asked < PER_CALL; asked += 100)
      await Promise.all(Array.from({ length: 100 }, () => new Promise<void>((resolve) => ask(resolve))));
  });
  const rounds = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round += 1) await call();
  };
  await rounds(operations / PER_CALL / 2);
  const before = await heapUsed();
  await rounds(operations / PER_CALL / 2);
  return (await heapUsed()) - before;
}

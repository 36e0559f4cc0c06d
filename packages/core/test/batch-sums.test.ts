import { setImmediate as turn } from 'node:timers/promises';
import { batch, channel, forgetProblems, onProblem, Receiver } from '@portcall/core';
import fc from 'fast-check';

const options = fc.record({ maxSize: fc.integer({ min: 1, max: 5 }), everyMs: fc.integer({ min: 1, max: 3 }) });
const STEPS = ['offer', 'offer', 'offer', 'turn', 'answer', 'fail'] as const;
const steps = fc.array(fc.constantFrom(...STEPS), { maxLength: 60 });

it('loses no item uncounted, and sends every other once and in order, whatever is slow or fails', async () => {
  using _ = onProblem(() => {});
  await fc.assert(
    fc.asyncProperty(
      options,
      fc.integer({ min: 1, max: 4 }),
      steps,
      fc.boolean(),
      async (limits, capacity, all, ends) => {
        const numbers = channel<number>({ capacity });
        const receiver = new Receiver(numbers);
        const sent: number[] = [];
        const answers: ((isSent: boolean) => void)[] = [];
        let isOver = false;
        const batching = batch(receiver, limits, (items) => {
          expect(items.length).toBeGreaterThan(0);
          expect(items.length).toBeLessThanOrEqual(limits.maxSize);
          const keep = () => void sent.push(...items);
          if (isOver) return keep();
          return new Promise<void>((resolve, reject) => {
            answers.push((isSent) => (isSent ? resolve(keep()) : reject(new Error('send'))));
          });
        });
        let offered = 0;
        for (const step of all) {
          if (step === 'offer') {
            offered += 1;
            numbers.offer(offered);
          } else if (step === 'turn') await turn();
          else answers.shift()?.(step === 'answer');
        }
        await turn();
        const { sent: count, lost, pending } = batching.status();
        expect(count + lost + pending + receiver.pending + receiver.missed).toBe(offered);
        isOver = true;
        if (ends) numbers.close();
        const closed = batching.close();
        for (const answer of answers) answer(true);
        await closed;
        const end = batching.status();
        expect(end.pending).toBe(0);
        expect(end.sent + end.lost + receiver.missed).toBe(offered);
        expect(sent).toHaveLength(end.sent);
        expect(sent).toEqual([...sent].sort((a, b) => a - b));
      },
    ),
    { numRuns: 500 },
  );
  forgetProblems();
});

import { setImmediate as turn } from 'node:timers/promises';
import { type Channel, channel, type Policy } from '@portcall/core';
import fc from 'fast-check';
import { PlainChannel } from './plain-channel.js';

interface Both {
  readonly real: Channel<number>;
  readonly model: PlainChannel;
  /** What was promised, in the order in which it came. */
  readonly answers: string[];
  readonly expected: string[];
  readonly giveUps: (() => void)[];
}

type Step = (both: Both, item: number) => unknown;

const STEPS = {
  offer: ({ real, model }, item) => expect(real.offer(item)).toBe(model.offer(item)),
  take: ({ real, model }) => expect(real.take()).toBe(model.take()),
  send({ real, model, answers, expected }, item) {
    void real.send(item).then((kept) => answers.push(`sent ${item}: ${kept}`));
    model.send(item, (answer) => expected.push(`sent ${item}: ${answer}`));
  },
  next({ real, model, answers, expected }, item) {
    void real.next().then(({ done, value }) => answers.push(`next at ${item}: ${done === true ? 'end' : value}`));
    model.next((answer) => expected.push(`next at ${item}: ${answer}`));
  },
  nextWithin({ real, model, answers, expected, giveUps }, item) {
    const wait = new AbortController();
    void real.next({ signal: wait.signal }).then((answer) => answers.push(`next at ${item}: ${said(answer)}`));
    const giveUp = model.next((answer) => expected.push(`next at ${item}: ${answer}`));
    giveUps.push(() => {
      wait.abort();
      giveUp();
    });
  },
  giveUp: ({ giveUps }, item) => giveUps[(item * 7) % Math.max(1, giveUps.length)]?.(),
  async look({ real, model, answers, expected }, item) {
    answers.push(`look at ${item}: ${said(await real.next({ timeoutMillis: 0 }))}`);
    model.next((answer) => expected.push(`look at ${item}: ${answer}`))();
  },
  return({ real, model, answers, expected }, item) {
    void real.return().then(({ done }) => answers.push(`return at ${item}: ${done}`));
    model.cancel();
    expected.push(`return at ${item}: true`);
  },
  close({ real, model }) {
    real.close();
    model.close();
  },
  cancel({ real, model }) {
    real.cancel();
    model.cancel();
  },
  turn: () => turn(),
} satisfies Readonly<Record<string, Step>>;

function said({ done, value }: { readonly done?: boolean; readonly value: number | undefined }): string {
  if (done === true) return 'end';
  return value === undefined ? 'gave up' : String(value);
}

// Ends are rare, so that something happens before.
const steps = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.constantFrom('offer', 'take', 'send', 'next', 'nextWithin', 'giveUp', 'look', 'turn' as const),
    },
    { weight: 1, arbitrary: fc.constantFrom('close', 'cancel', 'return' as const) },
  ),
  { maxLength: 60 },
);

function holdTogether({ real, model }: Both): void {
  const { emitted, delivered, missed, pending, disconnected } = real;
  expect({ emitted, delivered, missed, pending, disconnected }).toEqual(model.counts);
  expect(emitted).toBe(delivered + missed + pending);
}

it.each<Policy>(['drop-oldest', 'drop-newest', 'block'])('does under %s what a plain model does', async (policy) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), steps, async (capacity, names) => {
      const real = channel<number>({ capacity, policy });
      const both: Both = { real, model: new PlainChannel(capacity, policy), answers: [], expected: [], giveUps: [] };
      for (const [item, name] of names.entries()) {
        const step: Step = STEPS[name];
        await step(both, item);
        holdTogether(both);
      }
      await turn();
      expect(both.answers).toEqual(both.expected);
    }),
    { numRuns: 1_000 },
  );
});

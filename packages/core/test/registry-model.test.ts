import { setImmediate as turn } from 'node:timers/promises';
import { type ObserverOptions, ObserverRegistry, type Subscription } from '@portcall/core';
import fc from 'fast-check';
import { PlainChannel } from './plain-channel.js';

const CATEGORIES = ['call', 'op', 'problem'] as const;

interface Numbered {
  readonly category: (typeof CATEGORIES)[number];
  readonly n: number;
}

/** What a registry is to do: go through all sinks, one after the other, but for those that were removed or closed. */
class PlainRegistry {
  readonly sinks: { readonly categories: readonly string[]; readonly channel: PlainChannel; isThere: boolean }[] = [];

  emit({ category, n }: Numbered): void {
    for (const { categories, channel, isThere } of this.sinks) {
      if (isThere && categories.includes(category)) channel.offer(n);
    }
  }

  send({ category, n }: Numbered, done: () => void): void {
    let waiting = 1;
    const oneLess = (): void => {
      waiting -= 1;
      if (waiting === 0) done();
    };
    for (const { categories, channel, isThere } of this.sinks) {
      if (!isThere || !categories.includes(category)) continue;
      waiting += 1;
      channel.send(n, oneLess);
    }
    oneLess();
  }

  remove(index: number): boolean {
    const sink = this.sinks[index]!;
    const wasThere = sink.isThere;
    sink.isThere = false;
    if (wasThere) sink.channel.close();
    return wasThere;
  }
}

interface Both {
  readonly real: ObserverRegistry<Numbered>;
  readonly model: PlainRegistry;
  /** Removed ones too. */
  readonly subscriptions: Subscription<Numbered>[];
  readonly answers: Set<string>;
  readonly expected: Set<string>;
  readonly giveUps: (() => void)[];
}

type Step = (both: Both, at: number) => unknown;

/** Something that one of the sinks does, if there has been any. */
function byOne(
  pick: number,
  act: (sink: PlainChannel, subscription: Subscription<Numbered>, both: Both, at: number) => unknown,
): Step {
  return (both, at) => {
    if (both.subscriptions.length === 0) return;
    const index = pick % both.subscriptions.length;
    act(both.model.sinks[index]!.channel, both.subscriptions[index]!, both, at);
  };
}

const add = fc
  .record({
    categories: fc.uniqueArray(fc.constantFrom(...CATEGORIES)),
    capacity: fc.integer({ min: 0, max: 4 }),
    policy: fc.constantFrom('drop-oldest', 'drop-newest', 'block' as const),
  })
  .map(
    ({ categories, capacity, policy }): Step =>
      ({ real, model, subscriptions }) => {
        const options: ObserverOptions = { capacity, policy };
        subscriptions.push(real.add(categories, options));
        model.sinks.push({ categories, channel: new PlainChannel(Math.max(1, capacity), policy), isThere: true });
      },
  );

const emit = fc.constantFrom(...CATEGORIES).map(
  (category): Step =>
    ({ real, model }, n) => {
      real.emit({ category, n });
      model.emit({ category, n });
    },
);

const send = fc.constantFrom(...CATEGORIES).map(
  (category): Step =>
    ({ real, model, answers, expected }, n) => {
      void real.send({ category, n }).then(() => answers.add(`sent ${n}`));
      model.send({ category, n }, () => expected.add(`sent ${n}`));
    },
);

const take = fc
  .nat()
  .map((pick) => byOne(pick, (plain, { receiver }) => expect(receiver.take()?.n).toBe(plain.take())));

const next = fc.nat().map((pick) =>
  byOne(pick, (plain, { receiver }, { answers, expected }, at) => {
    void receiver.next().then(({ value }) => answers.add(`next at ${at}: ${value?.n ?? 'end'}`));
    plain.next((answer) => expected.add(`next at ${at}: ${answer}`));
  }),
);

const nextWithin = fc.nat().map((pick) =>
  byOne(pick, (plain, { receiver }, { answers, expected, giveUps }, at) => {
    const wait = new AbortController();
    void receiver.next({ signal: wait.signal }).then((answer) => answers.add(`next at ${at}: ${said(answer)}`));
    const giveUp = plain.next((answer) => expected.add(`next at ${at}: ${answer}`));
    giveUps.push(() => {
      wait.abort();
      giveUp();
    });
  }),
);

function said({ done, value }: { readonly done?: boolean; readonly value: Numbered | undefined }): string {
  if (done === true) return 'end';
  return value === undefined ? 'gave up' : String(value.n);
}

/** Somebody who waits, or did, gives up. */
const giveUp = fc.nat().map(
  (pick): Step =>
    ({ giveUps }) =>
      giveUps[pick % Math.max(1, giveUps.length)]?.(),
);

const closeOne = fc.nat().map((pick) =>
  byOne(pick, (plain, { receiver }, { model }) => {
    receiver.close();
    plain.cancel();
    model.remove(model.sinks.findIndex(({ channel }) => channel === plain));
  }),
);

const remove = fc.nat().map((pick) =>
  byOne(pick, (plain, { id }, { real, model }) => {
    const index = model.sinks.findIndex(({ channel }) => channel === plain);
    expect(real.remove(id)).toBe(model.remove(index));
  }),
);

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: emit },
    { weight: 3, arbitrary: fc.oneof(add, send, take, next, nextWithin, giveUp) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        remove,
        closeOne,
        fc.constant<Step>(() => turn()),
      ),
    },
  ),
  { maxLength: 80 },
);

function holdTogether({ real, model, subscriptions }: Both): void {
  const there = model.sinks.filter(({ isThere }) => isThere);
  expect(real).toMatchObject({ length: there.length, isEmpty: there.length === 0 });
  for (const [index, subscription] of subscriptions.entries()) {
    const { channel, isThere } = model.sinks[index]!;
    const status = subscription.status();
    expect({ emitted: channel.emitted.length, ...status }).toEqual(channel.counts);
    expect(real.status(subscription.id)).toEqual(isThere ? status : undefined);
  }
}

it('gives several sinks, of any categories and policies, what a plain model gives them', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const both: Both = {
        real: new ObserverRegistry(),
        model: new PlainRegistry(),
        subscriptions: [],
        answers: new Set(),
        expected: new Set(),
        giveUps: [],
      };
      for (const [at, step] of sequence.entries()) {
        await step(both, at);
        holdTogether(both);
      }
      both.real.close();
      for (const index of both.model.sinks.keys()) both.model.remove(index);
      holdTogether(both);
      await turn();
      // Each by itself is in order; among sinks there is none.
      expect([...both.answers].sort()).toEqual([...both.expected].sort());
    }),
    { numRuns: 1_000 },
  );
});

import fc from 'fast-check';
import { expectBalance, type Happening, happenings, type Model } from './commands.js';
import { World } from './world.js';

// `npm run soak` lets it run whole.
const RUN_MS = process.env['PORTCALL_SOAK'] === 'whole' ? 300_000 : 30_000;
/** One run that has begun comes to its end. */
const LAST_RUN_MS = 120_000;

/** Worlds at a time: in each of them most of the time is spent waiting. */
const WORLDS = 8;

it(
  'loses nothing that the spool has, counts what it loses, and delivers twice only where an answer was lost, whatever happens',
  async () => {
    let runs = 0;
    const property = fc.asyncProperty(
      fc.array(happenings, { minLength: WORLDS, maxLength: WORLDS }),
      async (worlds) => {
        await Promise.all(worlds.map(live));
        runs += worlds.length;
      },
    );
    await fc.assert(property, {
      numRuns: 100_000,
      interruptAfterTimeLimit: RUN_MS,
      markInterruptAsFailure: false,
      endOnFailure: true,
    });
    expect(runs).toBeGreaterThan(0);
  },
  RUN_MS + LAST_RUN_MS,
);

async function live(happening: Happening): Promise<void> {
  const world = await World.begin();
  try {
    const model: Model = { running: [true, true] };
    await fc.asyncModelRun(() => ({ model, real: world }), happening);
    await world.settle();
    expectNothingSilent(world);
  } catch (cause) {
    throw new Error(`in the world of ${fc.stringify(happening)}`, { cause });
  } finally {
    await world.end();
  }
}

/** Every number that was ever emitted was taken by the receiver, or is in a count. */
function expectNothingSilent({ receiver, emitted, killed, ended, spooled }: World): void {
  for (const { balance } of [...killed, ...ended]) expectBalance(balance);
  const balances = [...killed, ...ended].map(({ balance }) => balance);
  const sum = (of: (balance: (typeof balances)[number]) => number): number =>
    balances.reduce((all, one) => all + of(one), 0);
  const dropped = sum((balance) => Object.values(balance.dropped).reduce((all, items) => all + items, 0));
  // In memory when the process was killed: on disk as well or not, answered or not.
  const caught = killed.reduce((all, { balance }) => all + balance.pending, 0);

  const unsure = sum(({ maybeTwice }) => maybeTwice) + caught;
  // Given up at the end with its request under way, and without room on disk.
  const unanswered = sum(({ dropped }) => dropped.shutdown ?? 0);

  const lost = emitted - receiver.taken.size;
  expect(lost).toBeLessThanOrEqual(dropped + caught);
  // What was given up may have been taken by a receiver whose answer was lost, or not waited for.
  if (unsure + unanswered === 0) expect(lost).toBe(dropped);
  expect(receiver.twice).toBeLessThanOrEqual(unsure);
  const lostOfSpool = new Set(spooled.filter((number) => !receiver.taken.has(number)));
  expect(lostOfSpool.size).toBeLessThanOrEqual(dropped);
}

import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Balance } from '@portcall/outbox';
import fc from 'fast-check';
import type { Fault } from './line-receiver.js';
import type { World } from './world.js';

/** What a run knows by itself: which of its places are taken. */
export interface Model {
  readonly running: boolean[];
}

type Command = fc.AsyncCommand<Model, World>;

const FAULTS: readonly Fault[] = [
  'none',
  '503',
  'retry-after',
  'hang',
  'reset-before',
  'reset-after',
  'too-large',
  'poison',
  'down',
];

const command = (
  name: string,
  run: (model: Model, world: World) => Promise<void>,
  check: (model: Model) => boolean = () => true,
): Command => ({ check, run, toString: () => name });

const inPlace = (name: string, run: (world: World, place: number) => Promise<void>, isRunning = true) =>
  fc.nat({ max: 1 }).map((place) =>
    command(
      `${name} ${place}`,
      async (model, world) => {
        await run(world, place);
        model.running[place] = world.isRunning(place);
      },
      ({ running }) => running[place] === isRunning,
    ),
  );

/** Whatever happens, at every moment: each item is in one part of the balance. */
export function expectBalance({ recorded, delivered, rejected, dropped, spooled, pending }: Balance): void {
  const given = Object.values(dropped).reduce((sum, items) => sum + items, 0);
  expect({ recorded, delivered, rejected, dropped, spooled, pending }).toEqual({
    recorded: delivered + rejected + given + spooled + pending,
    delivered: expect.any(Number),
    rejected: 0,
    dropped,
    spooled: atLeastZero(spooled),
    pending: atLeastZero(pending),
  });
}

const atLeastZero = (value: number): number => Math.max(0, value);

const emit = fc.tuple(fc.nat({ max: 1 }), fc.integer({ min: 1, max: 120 })).map(([place, count]) =>
  command(
    `emit ${count} in ${place}`,
    async (_, world) => expectBalance((await world.emit(place, count)).balance),
    ({ running }) => running[place] === true,
  ),
);

const tick = fc.integer({ min: 10, max: 1_200 }).map((milliseconds) =>
  command(`tick ${milliseconds}`, async ({ running }, world) => {
    await sleep(milliseconds);
    for (const place of running.keys()) if (world.isRunning(place)) expectBalance((await world.look(place)).balance);
  }),
);

const fault = fc
  .constantFrom(...FAULTS)
  .map((kind) => command(`fault ${kind}`, (_, world) => world.receiver.behave(kind)));

/** Some of them more often than others, by being there more often: an outage that nothing waits in shows nothing. */
const COMMANDS: readonly fc.Arbitrary<Command>[] = [
  ...[emit, emit, emit, emit],
  ...[tick, tick, tick],
  ...[fault, fault],
  inPlace('kill -9', (world, place) => world.kill(place)),
  inPlace('stop', async (world, place) => expectBalance((await world.stop(place)).balance)),
  inPlace('start', (world, place) => world.start(place), false),
];

const DISK: readonly fc.Arbitrary<Command>[] = [
  inPlace('full disk', async (world, place) => world.fillDisk(place)),
  inPlace('free disk', async (world, place) => world.freeDisk(place)),
];

const canFillADisk = spawnSync('prlimit', ['--version']).status === 0;

/** One thing after the other. */
export type Happening = Iterable<Command>;

/** What happens in one world. */
export const happenings: fc.Arbitrary<Happening> = fc.commands([...COMMANDS, ...(canFillADisk ? DISK : [])], {
  maxCommands: 25,
  size: 'max',
});

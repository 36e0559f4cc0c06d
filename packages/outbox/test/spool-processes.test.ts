import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runNode } from '@portcall/real-parts';
import { adoptAll, entryOf, SpoolFixture, textOf, textsOf } from './spool-fixture.js';

let fixture: SpoolFixture;

beforeEach(() => {
  fixture = new SpoolFixture();
});
afterEach(() => fixture.close());

const program = (name: string): string => join(__dirname, `${name}.mjs`);

/** What lines with this sign are about. */
const saidOf = (lines: readonly string[], sign: string): string[] =>
  lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));

/** What a process may or may not have done when it was killed: its next append, and a removal that was begun. */
function inQuestion(writer: string, lines: readonly string[]): readonly string[] {
  const removed = saidOf(lines, '=');
  return [`${writer}.${saidOf(lines, '+').length}`, ...saidOf(lines, '-').filter((text) => !removed.includes(text))];
}

it.each([
  ['small entries', 100],
  ['entries that fill files', 300_000],
])('gives the next processes once what those before held when they were killed: %s', async (_, largest) => {
  const said: string[] = [];
  const uncertain = new Set<string>();
  for (const generation of [0, 1, 2, 3, 4]) {
    const names = [`${generation}a`, `${generation}b`];
    const writers = names.map((name) =>
      runNode(program('spool-writer'), { args: [fixture.dir, name, String(largest)] }),
    );
    await Promise.all(writers.map((writer) => writer.waitForLine(/^=/)));
    await wait(30 + 50 * generation);
    const ends = await Promise.all(writers.map((writer) => writer.kill('SIGKILL')));
    expect(ends.map(({ signal, stderr }) => [signal, stderr])).toEqual(Array(2).fill(['SIGKILL', '']));
    const adopted = writers.flatMap(({ lines }) => saidOf(lines, '*'));
    expect(new Set(adopted).size).toBe(adopted.length);
    for (const [index, { lines }] of writers.entries()) {
      said.push(...lines);
      for (const text of inQuestion(names[index]!, lines)) uncertain.add(text);
    }
  }
  const last = fixture.open();
  const found = adoptAll(last).map((kept) => textOf(last, kept)!.split(' ')[0]!);
  const removed = new Set(saidOf(said, '='));
  const certain = (texts: readonly string[]): string[] => texts.filter((text) => !uncertain.has(text)).sort();
  expect(new Set(found).size).toBe(found.length);
  expect(certain(found)).toEqual(certain(saidOf(said, '+').filter((text) => !removed.has(text))));
  expect(found.length).toBeGreaterThan(20);
  expect(saidOf(said, '*').length).toBeGreaterThan(20);
  expect(last.adopt()).toEqual([]);
});

it('lets one of four processes have each folder when all adopt at the same moment', async () => {
  const texts = [...Array(200).keys()].map(String);
  for (const text of texts) {
    const spool = fixture.open();
    spool.append(entryOf(text));
    spool.close();
  }
  const moment = String(Date.now() + 1_500);
  const adopters = [1, 2, 3, 4].map(() => runNode(program('spool-adopter'), { args: [fixture.dir, moment] }));
  const lines = await Promise.all(adopters.map((adopter) => adopter.waitForLine(/^adopted /)));
  const shares = lines.map((line) => JSON.parse(line.slice('adopted '.length)) as string[]);
  expect(shares.flat().sort()).toEqual([...texts].sort());
  expect(fixture.open().adopt()).toEqual([]);

  await Promise.all(adopters.map((adopter) => adopter.kill('SIGKILL')));
  const last = fixture.open();
  expect(textsOf(last, adoptAll(last)).sort()).toEqual([...texts].sort());
});

it('gives each of four threads files of its own, and all of them to the next process', async () => {
  const { signal, stderr } = await runNode(program('spool-threads'), { args: [fixture.dir] }).exit;
  expect([signal, stderr]).toEqual(['SIGKILL', '']);
  const spool = fixture.open();
  const texts = [0, 1, 2, 3].flatMap((thread) => [...Array(200).keys()].map((id) => `${thread}.${id}`));
  expect(textsOf(spool, adoptAll(spool)).sort()).toEqual(texts.sort());
});

it('keeps what is appended while a process ends by an error', async () => {
  const { code } = await runNode(program('spool-last-words'), { args: [fixture.dir] }).exit;
  expect(code).toBe(1);
  const spool = fixture.open();
  expect(textsOf(spool, adoptAll(spool))).toEqual(['before an error', 'at exit']);
});

describe('a folder of a holder', () => {
  interface Name {
    readonly place: string;
    readonly pid: string;
    readonly startedAt: string;
  }

  /** Something that a process of this name has left, and how the folder of this very process is called. */
  function leftBy(change: (own: Name) => Partial<Name>): string {
    const spool = fixture.open();
    spool.append(entryOf('left'));
    const folder = dirname(fixture.segments[0]!);
    const [place, pid, startedAt] = basename(folder).split('-') as [string, string, string];
    const own = { place, pid, startedAt };
    const name = { ...own, ...change(own) };
    const path = join('traces', `${name.place}-${name.pid}-${name.startedAt}-00000000`);
    fixture.rename(folder, path);
    return path;
  }

  const adopted = (): number => fixture.open().adopt().length;

  it('that runs is left to it', () => {
    leftBy(() => ({}));
    expect(adopted()).toBe(0);
  });

  it('that does not run is taken over at once', async () => {
    const ended = runNode('--version');
    const pid = String(ended.process.pid);
    await ended.exit;
    leftBy(() => ({ pid }));
    expect(adopted()).toBe(1);
  });

  it('whose process id somebody else has by now is taken over at once', () => {
    leftBy(({ startedAt }) => ({ startedAt: String(Number(startedAt) - 1) }));
    expect(adopted()).toBe(1);
  });

  it.each([
    ['of another machine or container', { place: 'ffffffff' }],
    ['of which nobody knows when it began', { startedAt: '0' }],
  ])('%s is left to it while it says that it is there, and for half a minute after', (_, name) => {
    const folder = leftBy(() => name);
    expect(adopted()).toBe(0);
    fixture.silentFor(folder, 25_000);
    expect(adopted()).toBe(0);
    fixture.silentFor(folder, 35_000);
    expect(adopted()).toBe(1);
  });

  it('says that it is there', () => {
    jest.useFakeTimers({ now: Date.now() });
    const spool = fixture.open();
    spool.append(entryOf('kept'));
    const folder = dirname(fixture.segments[0]!);
    fixture.silentFor(folder, 35_000);
    jest.advanceTimersByTime(5_000);
    jest.useRealTimers();
    expect(fixture.silenceOf(folder)).toBeLessThan(25_000);
  });

  it('that was taken over by mistake is not written in again, and nothing is lost', () => {
    const spool = fixture.open();
    const first = spool.append(entryOf('first'))!;
    fixture.rename(dirname(fixture.segments[0]!), 'traces/free-00000000');
    const second = spool.append(entryOf('second'))!;
    expect(textsOf(spool, [second])).toEqual(['second']);
    const other = fixture.open();
    expect(textsOf(other, other.adopt())).toContain('first');
    spool.remove(first);
    expect(fixture.keys).toEqual(['export.spool_gone']);
  });

  it('without anything in it is cleared away', () => {
    mkdirSync(join(fixture.dir, 'traces', 'free-00000000'), { recursive: true });
    expect(adopted()).toBe(0);
    expect(fixture.paths).toEqual(['traces']);
  });
});
